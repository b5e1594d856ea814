package io.openmimc.gateway.admission;

import java.util.concurrent.TimeUnit;

/**
 * By how much our clock is ahead of that of another process, from the times that it sends: the least that one of its packets
 * seemed to be under way in the last half to whole minute, as that one was under way for next to no time.
 */
final class ClockDifference {
    private static final long HALF_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long sinceNanos;
    private long current = Long.MAX_VALUE;
    private long before = Long.MAX_VALUE;

    /**
     * Takes note of a packet.
     *
     * @param ms our time when it came less theirs when it was sent
     * @return by how much we are ahead, in ms
     */
    long observe(long ms, long nowNanos) {
        if (current == Long.MAX_VALUE) {
            sinceNanos = nowNanos;
        } else if (nowNanos - sinceNanos >= HALF_NANOS) {
            before = current;
            current = Long.MAX_VALUE;
            sinceNanos = nowNanos;
        }
        current = Math.min(current, ms);
        return Math.min(current, before);
    }
}
