package io.openmimc.callback.courier;

import io.openmimc.callback.attempt.Outcome;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One attempt that is to be made, or is under way. */
final class Task {
    private final Delivery delivery;
    private final Hook hook;
    private final boolean repetition;
    private final CompletableFuture<Optional<Outcome>> outcome = new CompletableFuture<>();
    private volatile long leaseNanos;
    private volatile boolean leased;

    /** @param repetition it comes from the database */
    Task(Delivery delivery, Hook hook, boolean repetition) {
        this.delivery = delivery;
        this.hook = hook;
        this.repetition = repetition;
    }

    Delivery delivery() {
        return delivery;
    }

    Hook hook() {
        return hook;
    }

    boolean repetition() {
        return repetition;
    }

    int bytes() {
        return delivery.body().length;
    }

    /** Its row in the database is ours until then; another replica may take it later. */
    void lease(long untilNanos) {
        leaseNanos = untilNanos;
        leased = true;
    }

    /** Whether it is too late to begin. */
    boolean lapsed(long nowNanos) {
        return leased && nowNanos - leaseNanos >= 0;
    }

    /** Empty: it was not tried, as its row is not ours any more. */
    CompletableFuture<Optional<Outcome>> outcome() {
        return outcome;
    }
}
