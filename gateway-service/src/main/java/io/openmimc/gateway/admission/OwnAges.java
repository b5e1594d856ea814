package io.openmimc.gateway.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How old messages are when this gateway gives them to sessions of its own: what dispatch has handed out may still wait for
 * an event loop. Safe for all threads.
 */
final class OwnAges {
    private static final long NOTHING = Long.MAX_VALUE;
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Ages ages;
    private final AtomicLong youngestMs = new AtomicLong(NOTHING);
    private long toldNanos = System.nanoTime(); // confined to the ticks

    OwnAges(Ages ages) {
        this.ages = ages;
    }

    void delivered(long ageMs) {
        if (ageMs < youngestMs.get()) {
            youngestMs.accumulateAndGet(ageMs, Math::min);
        }
    }

    void tick(long nowNanos) {
        if (nowNanos - toldNanos >= TELL_NANOS) {
            toldNanos = nowNanos;
            long age = youngestMs.getAndSet(NOTHING);
            if (age != NOTHING) {
                ages.said(this, TimeUnit.MILLISECONDS.toNanos(age), nowNanos);
            }
        }
    }
}
