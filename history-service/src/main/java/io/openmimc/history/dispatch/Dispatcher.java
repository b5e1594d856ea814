package io.openmimc.history.dispatch;

import io.openmimc.history.AcceptedMessages;
import io.openmimc.history.Retries;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Dispatch of accepted messages. The devices of a poll's recipients are looked up in one pipelined round trip; batches are
 * handed to the gateways in the order they were read, so each gateway sees the messages of an account in order.
 * docs/architecture.md "Dispatch".
 */
@Singleton
public class Dispatcher implements ConsumerLoop.Handler {
    private record Task(AcceptedMessage message, CompletableFuture<Void> done) {}

    private final Devices devices;
    private final Deliveries deliveries;
    private final Retries retries;
    private final DispatchMetrics metrics;
    private final RecentMessages recent;
    private CompletionStage<Void> before = CompletableFuture.completedStage(null); // the batch before is handed out

    Dispatcher(
            Devices devices, Deliveries deliveries, Retries retries, DispatchMetrics metrics, DispatchConfig config) {
        this.devices = devices;
        this.deliveries = deliveries;
        this.retries = retries;
        this.metrics = metrics;
        this.recent = new RecentMessages(config.rememberedSequences());
    }

    @Override
    public List<CompletableFuture<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<Void>> stages = new ArrayList<>(records.size());
        List<Task> tasks = new ArrayList<>(records.size());
        for (var record : records) {
            stages.add(accept(record, tasks));
        }
        if (!tasks.isEmpty()) {
            var looked = retries.untilDone("look-up", () -> devices.list(accounts(tasks)));
            before = before.thenCombine(looked, (done, found) -> {
                tasks.forEach(task -> start(task, found));
                return null;
            });
        }
        return stages;
    }

    private CompletableFuture<Void> accept(ConsumerRecord<byte[], byte[]> record, List<Task> tasks) {
        var done = new CompletableFuture<Void>();
        try {
            AcceptedMessage message = AcceptedMessages.parse(record.value());
            var first = recent.seen(record.partition(), message.getSequence(), done);
            if (first != null) {
                metrics.skipped("duplicate");
                return first;
            }
            if (message.getKind() == Kind.P2T) {
                // Nobody knows the members of a topic yet: topics come with topic-service.
                metrics.skipped("no-members");
                done.complete(null);
            } else {
                tasks.add(new Task(message, done));
            }
        } catch (UnreadableRecordException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    private static Set<Long> accounts(List<Task> tasks) {
        Set<Long> uuids = new LinkedHashSet<>();
        for (Task task : tasks) {
            uuids.add(task.message.getTo().getUuid());
            uuids.add(task.message.getFrom().getUuid());
        }
        return uuids;
    }

    private void start(Task task, Map<Long, AccountDevices> found) {
        long start = System.nanoTime();
        try {
            deliveries.deliver(task.message, found).whenComplete((done, failure) -> {
                if (failure == null) {
                    metrics.finished(start);
                    task.done.complete(null);
                } else {
                    task.done.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            // A fault with this message must not keep those after it from being handed out: it becomes a dead letter.
            task.done.completeExceptionally(e);
        }
    }
}
