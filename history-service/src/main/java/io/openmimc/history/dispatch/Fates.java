package io.openmimc.history.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the recipients of one message whose fate is not durable yet. */
final class Fates {
    private final AtomicInteger open;
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private volatile @Nullable Throwable fault;

    Fates(int recipients) {
        this.open = new AtomicInteger(recipients);
    }

    /** One recipient is done with.
     *
     * @param failure null unless there was a fault */
    void settled(@Nullable Throwable failure) {
        if (failure != null) {
            fault = failure;
        }
        if (open.decrementAndGet() == 0) {
            Throwable last = fault;
            if (last == null) {
                known.complete(null);
            } else {
                known.completeExceptionally(last);
            }
        }
    }

    /** Completes when all are done with; fails if there was a fault with any. */
    CompletionStage<Void> known() {
        return known;
    }
}
