package io.openmimc.gateway.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How old messages are when this gateway gives them to sessions of its own: what dispatch has handed out may still wait for
 * an event loop. As soon as nothing does, only the word of dispatch counts. Safe for all threads.
 */
final class OwnAges {
    private static final long NOTHING = Long.MAX_VALUE;
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Ages ages;
    private final AtomicLong youngestMs = new AtomicLong(NOTHING);
    private final AtomicInteger waiting = new AtomicInteger();
    private long toldNanos; // confined to the ticks

    OwnAges(Ages ages, long nowNanos) {
        this.ages = ages;
        this.toldNanos = nowNanos;
    }

    /** A delivery waits for its event loop; {@link #delivered} follows. */
    void waits() {
        waiting.incrementAndGet();
    }

    void delivered(long ageMs) {
        if (ageMs < youngestMs.get()) {
            youngestMs.accumulateAndGet(ageMs, Math::min);
        }
        waiting.decrementAndGet();
    }

    void tick(long nowNanos) {
        if (nowNanos - toldNanos >= TELL_NANOS) {
            toldNanos = nowNanos;
            long age = youngestMs.getAndSet(NOTHING);
            if (age != NOTHING) {
                ages.said(this, TimeUnit.MILLISECONDS.toNanos(age), nowNanos);
            } else if (waiting.get() == 0) {
                // Not an age of 0: whether anything waits before it comes here we do not know.
                ages.forget(this);
            }
        }
    }
}
