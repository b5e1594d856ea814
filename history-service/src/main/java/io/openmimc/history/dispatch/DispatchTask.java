package io.openmimc.history.dispatch;

import io.openmimc.proto.events.AcceptedMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A message to be brought to its recipients.
 *
 * @param partition of the log that it is in
 * @param timestampMs when it was written there, since the Unix epoch
 * @param done completes when its fate is durable
 */
record DispatchTask(AcceptedMessage message, int partition, long timestampMs, CompletableFuture<Void> done) {

    /** Starts the work on it; a fault with this message keeps none after it from being handed out: it becomes a dead letter. */
    void start(Supplier<CompletionStage<Void>> work, DispatchMetrics metrics) {
        long start = System.nanoTime();
        try {
            work.get().whenComplete((nothing, failure) -> {
                if (failure == null) {
                    metrics.finished(start);
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
        }
    }
}
