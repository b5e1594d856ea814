package io.openmimc.callback.retry;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.courier.Courier;
import io.openmimc.callback.courier.Overflows;
import io.openmimc.callback.hook.Hook;
import io.openmimc.callback.store.Due;
import io.openmimc.callback.store.Waiting;
import io.openmimc.callback.store.WaitingDeliveries;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tries again what is due for an endpoint, as much as it has room for. While it is left alone, what was due when it failed
 * last counts as failed once more, without a request; what fell due since waits for the attempt that decides.
 */
@Singleton
class Round {
    /** Rows of one change in the database, at most. */
    static final int BATCH = 500;

    private static final CompletionStage<Boolean> NO_MORE = CompletableFuture.completedFuture(false);

    private final WaitingDeliveries waiting;
    private final Courier courier;
    private final Overflows overflows;
    private final CallbackConfig config;
    private final Clock clock;

    Round(WaitingDeliveries waiting, Courier courier, Overflows overflows, CallbackConfig config, Clock clock) {
        this.waiting = waiting;
        this.courier = courier;
        this.overflows = overflows;
        this.config = config;
        this.clock = clock;
    }

    /** @return whether there may be more to do at once */
    CompletionStage<Boolean> run(Due due, Hook hook) {
        long now = clock.millis();
        OptionalLong failed = courier.failedLast(hook, due.offline());
        if (failed.isPresent()) {
            return waiting.refuse(due, now, failed.getAsLong(), Courier.LEFT_ALONE, BATCH)
                    .thenApply(count -> count == BATCH);
        }
        int room = courier.room(hook, due.offline());
        if (room == 0) {
            return NO_MORE;
        }
        OptionalLong overflow = overflows.mark(due);
        return waiting.take(due, now, now + config.lease().toMillis(), room).thenCompose(taken -> {
            CompletionStage<Boolean> roomForAll = offer(taken, hook);
            if (taken.size() < room) {
                overflow.ifPresent(mark -> overflows.end(due, mark));
            }
            return roomForAll.thenApply(all -> all && taken.size() == room);
        });
    }

    private CompletionStage<Boolean> offer(List<Waiting> taken, Hook hook) {
        List<CompletableFuture<Boolean>> offered = taken.stream()
                .map(row -> courier.again(row, hook).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(offered.toArray(CompletableFuture[]::new))
                .thenApply(done -> offered.stream().allMatch(CompletableFuture::join));
    }
}
