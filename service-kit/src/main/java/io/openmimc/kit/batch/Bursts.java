package io.openmimc.kit.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Hands things on in their order: at once while they are few, and in bursts, a pause apart, while more than two come in a
 * pause. docs/adr/0016-many-messages-go-in-bursts.md
 */
public final class Bursts<T> {
    /** Where the time between two bursts passes. */
    @FunctionalInterface
    public interface Timer {
        /**
         * Runs a task once, after a delay, on a thread that has the time to hand on what there is: not on one that keeps the time
         * for everybody, as that of {@link CompletableFuture#completeOnTimeout} does.
         *
         * @throws RejectedExecutionException when it is closed: then nothing waits any more
         */
        void after(Duration delay, Runnable task);
    }

    private static final int FEW = 2;
    /** So many things back goes the average of the time between them. */
    private static final int MEMORY = 16;

    private final Duration pause;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Consumer<List<T>> next;
    private final Batches<T> batches;
    private long lastNanos; // this and the average belong to whoever hands on; Batches lets one at a time
    private double averageNanos;

    /**
     * @param pause between two bursts; zero: there are none
     * @param nanoTime now, in nanoseconds
     * @param timer for the pauses
     * @param next gets what goes together, at least one thing, on the thread that adds one or on one of the timer; must not block
     */
    public Bursts(Duration pause, LongSupplier nanoTime, Timer timer, Consumer<List<T>> next) {
        this(pause, nanoTime, timer, Integer.MAX_VALUE, thing -> 0, next);
    }

    /**
     * @param maxBytes in one burst; a larger thing goes alone, and what finds no room waits for the next
     * @param bytes of a thing
     */
    public Bursts(
            Duration pause,
            LongSupplier nanoTime,
            Timer timer,
            int maxBytes,
            ToIntFunction<T> bytes,
            Consumer<List<T>> next) {
        this.pause = pause;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.next = next;
        this.averageNanos = (double) pause.toNanos();
        this.lastNanos = nanoTime.getAsLong();
        this.batches = new Batches<>(new Batches.Limits(1, Integer.MAX_VALUE, maxBytes), bytes, this::handOn);
    }

    public void add(T thing) {
        batches.add(thing);
        batches.send();
    }

    private CompletionStage<?> handOn(List<T> things) {
        next.accept(things);
        long now = nanoTime.getAsLong();
        double share = Math.min(1, (double) things.size() / MEMORY);
        averageNanos += ((double) (now - lastNanos) / things.size() - averageNanos) * share;
        lastNanos = now;
        return averageNanos * FEW < pause.toNanos() ? paused() : CompletableFuture.completedStage(null);
    }

    private CompletionStage<?> paused() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try {
            timer.after(pause, () -> over.complete(null));
        } catch (RejectedExecutionException e) {
            over.complete(null); // it all ends: what still comes goes at once, and is not lost
        }
        return over;
    }
}
