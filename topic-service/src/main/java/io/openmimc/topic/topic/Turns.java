package io.openmimc.topic.topic;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Lets the changes of one topic begin one after the other. The row's lock alone would do that too, but those who wait for it
 * hold a connection each: a rush on one topic would leave none to all others. Metric: {@code topic.changes.waiting}.
 */
@Singleton
class Turns {
    /** Changes of one topic that may be under way or waiting. */
    static final int MAX_WAITING = 1_000;

    private final ConcurrentMap<Long, Queue> queues = new ConcurrentHashMap<>();

    Turns(MeterRegistry meters) {
        Gauge.builder("topic.changes.waiting", queues, all -> all.values().stream()
                        .mapToInt(Queue::length)
                        .sum())
                .strongReference(true)
                .register(meters);
    }

    /** Begins work when all that came before it for the topic is done; fails with UNAVAILABLE where too many wait. */
    <T> Uni<T> take(long topicId, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().deferred(() -> {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            CompletableFuture<Void> before = enter(topicId, mine);
            return Uni.createFrom()
                    .completionStage(before)
                    .chain(work)
                    .onTermination()
                    .invoke(() -> leave(topicId, mine));
        });
    }

    private CompletableFuture<Void> enter(long topicId, CompletableFuture<Void> mine) {
        CompletableFuture<Void> before = new CompletableFuture<>();
        queues.compute(topicId, (id, queue) -> {
            if (queue == null) {
                before.complete(null);
                return new Queue(mine, 1);
            }
            if (queue.length() >= MAX_WAITING) {
                throw new ImException(ErrorCode.UNAVAILABLE, "too many changes of this group at once, try again");
            }
            // Not on the stack of who is done: a thousand in a row would overflow it.
            queue.last().thenRunAsync(() -> before.complete(null), Infrastructure.getDefaultExecutor());
            return new Queue(mine, queue.length() + 1);
        });
        return before;
    }

    private void leave(long topicId, CompletableFuture<Void> mine) {
        queues.computeIfPresent(
                topicId, (id, queue) -> queue.length() == 1 ? null : new Queue(queue.last(), queue.length() - 1));
        mine.complete(null);
    }

    /** @param last completes when the last in the queue is done */
    private record Queue(CompletableFuture<Void> last, int length) {}
}
