package io.openmimc.gateway.limit;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How often something happened: since the start, in the last minute, and a second. From any thread, without a lock. */
final class RollingCount {
    static final long SLOT_NANOS = 5_000_000_000L;
    /** A minute of full slots, and the one that fills. */
    private static final int SLOTS = 13;

    private static final int NUMBER_SHIFT = 32;
    private static final long COUNT_MASK = (1L << NUMBER_SHIFT) - 1;

    private final long startNanos;
    private final LongAdder total = new LongAdder();
    /** Each holds the number of its time in the upper half, so that what is a minute old is known for it. */
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    /** @param nowNanos on the clock of {@link System#nanoTime}, as everywhere here */
    RollingCount(long nowNanos) {
        startNanos = nowNanos;
    }

    void add(long nowNanos, int count) {
        total.add(count);
        long number = number(nowNanos);
        slots.updateAndGet(
                index(number), slot -> slot >>> NUMBER_SHIFT == number ? slot + count : number << NUMBER_SHIFT | count);
    }

    /** Since the start. */
    long total() {
        return total.sum();
    }

    /** In the last 60 to 65 s. */
    long lastMinute(long nowNanos) {
        long now = number(nowNanos);
        long sum = 0;
        for (long number = Math.max(0, now - SLOTS + 1); number <= now; number++) {
            sum += in(number);
        }
        return sum;
    }

    /** The average of the last 5 to 10 s. */
    double perSecond(long nowNanos) {
        long now = number(nowNanos);
        long from = Math.max(0, now - 1);
        long count = in(now) + (from < now ? in(from) : 0);
        double seconds = (nowNanos - startNanos - from * SLOT_NANOS) / 1e9;
        return count / Math.max(1, seconds);
    }

    private long in(long number) {
        long slot = slots.get(index(number));
        return slot >>> NUMBER_SHIFT == number ? slot & COUNT_MASK : 0;
    }

    private long number(long nowNanos) {
        return Math.max(0, nowNanos - startNanos) / SLOT_NANOS;
    }

    private static int index(long number) {
        return (int) (number % SLOTS);
    }
}
