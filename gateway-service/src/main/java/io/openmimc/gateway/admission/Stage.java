package io.openmimc.gateway.admission;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A part of the way of messages, and how many of each app are in it. When it is full, only apps that have less in it than their
 * fair share may add to it: the share is such that nobody has more, and that together they have as much as fits. Safe for all
 * threads.
 */
final class Stage {
    private final Limit limit;
    private final AtomicLong inside = new AtomicLong();
    private final ConcurrentMap<Long, Long> byApp = new ConcurrentHashMap<>(); // only those with something inside
    private volatile double share = Limit.NONE;

    Stage(Limit limit) {
        this.limit = limit;
    }

    Limit limit() {
        return limit;
    }

    long inside() {
        return inside.get();
    }

    /** Whether one more message of that app may come in. */
    boolean admits(long appId) {
        return inside.get() < limit.get() || byApp.getOrDefault(appId, 0L) < share;
    }

    void enter(long appId) {
        inside.incrementAndGet();
        byApp.merge(appId, 1L, Long::sum);
    }

    void leave(long appId, long messages) {
        inside.addAndGet(-messages);
        byApp.computeIfPresent(appId, (app, count) -> count > messages ? count - messages : null);
    }

    /** Judges waits and finds the fair share anew; to be called about 50 times a second. */
    void tick(long nowNanos) {
        limit.tick(nowNanos, inside.get());
        double most = limit.get();
        share = most == Limit.NONE
                ? Limit.NONE
                : share(byApp.values().stream().mapToLong(Long::longValue).toArray(), most);
    }

    /**
     * The fair share by max-min.
     *
     * @param counts what each app has inside
     * @param most what fits
     * @return so that the sum of the counts, each cut off there, is {@code most}; where less is inside, the largest may grow
     *     by what is free
     */
    static double share(long[] counts, double most) {
        long[] sorted = counts.clone();
        Arrays.sort(sorted);
        double left = most;
        for (int i = 0; i < sorted.length; i++) {
            double equal = left / (sorted.length - i);
            if (sorted[i] >= equal) {
                return equal;
            }
            left -= sorted[i];
        }
        return sorted.length == 0 ? most : sorted[sorted.length - 1] + left;
    }
}
