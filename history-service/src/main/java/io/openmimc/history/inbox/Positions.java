package io.openmimc.history.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The order of storing: milliseconds since the Unix epoch in the upper bits, a counter in the lower 20. Grows with every
 * call within a process; between processes it is as exact as their clocks, which {@link InboxConfig#overlap} makes up for.
 */
public final class Positions {
    private static final int SHIFT = 20;

    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    public Positions(Clock clock) {
        this.clock = clock;
    }

    /** The next one. */
    public long next() {
        long now = of(clock.millis());
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }

    static long of(long ms) {
        return ms << SHIFT;
    }

    static long ms(long position) {
        return position >> SHIFT;
    }

    /** The position a time earlier, at least 0. */
    static long before(long position, Duration time) {
        return Math.max(0, position - of(time.toMillis()));
    }

    /**
     * A write time, in microseconds, for a cursor: of two writes of a cursor the one with the larger position wins, in
     * whatever order they arrive, so nobody has to read it first.
     */
    static long writeTime(long position) {
        return ms(position) * 1_000 + Math.min(999, position & ((1 << SHIFT) - 1));
    }
}
