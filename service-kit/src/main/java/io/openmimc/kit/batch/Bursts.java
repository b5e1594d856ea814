package io.openmimc.kit.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * Hands things on in their order: at once while they are few, and in bursts, a pause apart, while more than two come in a
 * pause. docs/adr/0016-many-messages-go-in-bursts.md
 */
public final class Bursts<T> {
    private static final int FEW = 2;
    /** So many things back goes the average of the time between them. */
    private static final int MEMORY = 16;

    private final long pauseNanos;
    private final LongSupplier nanoTime;
    private final Consumer<List<T>> next;
    private final Batches<T> batches;
    private long lastNanos; // this and the average belong to whoever hands on; Batches lets one at a time
    private double averageNanos;

    /**
     * @param pause between two bursts; zero: there are none
     * @param nanoTime now, in nanoseconds
     * @param next gets what goes together, at least one thing, on the thread that adds one or on one of timers; must not block
     */
    public Bursts(Duration pause, LongSupplier nanoTime, Consumer<List<T>> next) {
        this(pause, nanoTime, Integer.MAX_VALUE, thing -> 0, next);
    }

    /**
     * @param maxBytes in one burst; a larger thing goes alone, and what finds no room waits for the next
     * @param bytes of a thing
     */
    public Bursts(Duration pause, LongSupplier nanoTime, int maxBytes, ToIntFunction<T> bytes, Consumer<List<T>> next) {
        this.pauseNanos = pause.toNanos();
        this.nanoTime = nanoTime;
        this.next = next;
        this.averageNanos = (double) pauseNanos;
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
        return averageNanos * FEW < pauseNanos
                ? new CompletableFuture<Void>().completeOnTimeout(null, pauseNanos, TimeUnit.NANOSECONDS)
                : CompletableFuture.completedStage(null);
    }
}
