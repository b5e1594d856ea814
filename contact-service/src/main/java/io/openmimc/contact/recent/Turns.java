package io.openmimc.contact.recent;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does a bounded number of things at once, the others in the order in which they came, a bounded number of these, too. */
final class Turns {
    private final int atOnce;
    private final int maxWaiting;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final AtomicInteger calls = new AtomicInteger();
    private int underWay;

    Turns(int atOnce, int maxWaiting) {
        this.atOnce = atOnce;
        this.maxWaiting = maxWaiting;
    }

    /** Fails with {@link ImException} UNAVAILABLE when too many wait already. */
    <T> CompletionStage<T> run(Supplier<CompletionStage<T>> work) {
        var outcome = new CompletableFuture<T>();
        synchronized (this) {
            if (underWay >= atOnce && waiting.size() >= maxWaiting) {
                return CompletableFuture.failedStage(
                        new ImException(ErrorCode.UNAVAILABLE, "too many lists are asked for, try again"));
            }
            waiting.add(() -> begin(work).whenComplete((value, failure) -> {
                if (failure == null) {
                    outcome.complete(value);
                } else {
                    outcome.completeExceptionally(failure);
                }
                synchronized (this) {
                    underWay--;
                }
                startAll();
            }));
        }
        startAll();
        return outcome;
    }

    /** A fault must not keep the turn for itself. */
    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Not recursive, however soon work is done: who calls while another is at it leaves it to that one. */
    private void startAll() {
        if (calls.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
            seen = calls.addAndGet(-seen);
        } while (seen > 0);
    }

    private synchronized @Nullable Runnable next() {
        if (underWay >= atOnce || waiting.isEmpty()) {
            return null;
        }
        underWay++;
        return waiting.remove();
    }
}
