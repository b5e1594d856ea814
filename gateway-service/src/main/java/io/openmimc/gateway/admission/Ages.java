package io.openmimc.gateway.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How old messages are when they are handed out, as those who do it last said. What somebody said more than a second ago is
 * forgotten: it may be that there is nothing to hand out. Safe for all threads.
 */
final class Ages {
    static final long UNKNOWN = -1;

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Less than it takes to be overloaded: what was said once must not count twice. */
    private static final long LATEST_NANOS = Limit.OVERLOADED_NANOS * 9 / 10;

    private record Age(long ageNanos, long saidNanos) {}

    private final Map<Object, Age> bySource = new HashMap<>();
    private boolean news;

    /**
     * Takes note.
     *
     * @param source who says it
     * @param ageNanos of the youngest message that was handed out since it last said so
     */
    synchronized void said(Object source, long ageNanos, long nowNanos) {
        bySource.put(source, new Age(Math.max(0, ageNanos), nowNanos));
        news = true;
    }

    /** There is no such source any more. */
    synchronized void forget(Object source) {
        bySource.remove(source);
    }

    /** The highest that anybody said; {@link #UNKNOWN} when nobody did. */
    synchronized long oldest(long nowNanos) {
        bySource.values().removeIf(age -> nowNanos - age.saidNanos > FRESH_NANOS);
        return bySource.values().stream().mapToLong(Age::ageNanos).max().orElse(UNKNOWN);
    }

    /** The highest that was said of late; {@link #UNKNOWN} when nothing was since the last call. */
    synchronized long latest(long nowNanos) {
        if (!news) {
            return UNKNOWN;
        }
        news = false;
        return bySource.values().stream()
                .filter(age -> nowNanos - age.saidNanos <= LATEST_NANOS)
                .mapToLong(Age::ageNanos)
                .max()
                .orElse(UNKNOWN);
    }
}
