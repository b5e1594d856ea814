package io.openmimc.gateway.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * How many messages may be in a stage, by how long those waited that have come out of it. There is no limit until the stage is
 * overloaded: until for 100 ms all that come out have waited for longer than the target, and not less and less. Then the limit
 * is what the stage lets out in the time of the target, so that the last one waits for no longer. While the waits are shorter
 * than the target it grows, until there is none again. Time comes from outside. Safe for all threads.
 * docs/adr/0023-messages-are-refused-before-they-wait.md
 */
final class Limit {
    static final double NONE = Double.POSITIVE_INFINITY;

    /** As in CoDel: a queue that is gone within this time is no overload but a burst. */
    static final long OVERLOADED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A collection of garbage or a slow request to Kafka may stop everything for this long. */
    static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    /** Of a stage of which it is not known when nothing leaves it. */
    static final long NEVER_STALLED = Long.MAX_VALUE;

    /** Waits that grow less may seem to grow for a moment, the longer they are: after an outage what waited comes in gusts. */
    private static final int NOISE = 4;

    private static final long RATE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final double GROWTH_PER_SECOND = 1.0;
    /** Nothing comes near it. */
    private static final double AS_GOOD_AS_NONE = 1_000_000;

    private static final long NO_WAIT = Long.MAX_VALUE;

    /** What came out of the stage until a tick, since the one before. */
    private record Tick(long nanos, long messages) {}

    private final long targetNanos;
    private final int floor;
    private final long stalledNanos;
    private final Deque<Tick> ticks = new ArrayDeque<>(); // of the last RATE_NANOS, and the one before them
    private long messages; // since the last tick
    private long shortestNanos = NO_WAIT; // of those
    private long lastTickNanos;
    private long progressNanos;
    private boolean above;
    private long aboveSinceNanos;
    private long aboveWaitNanos; // the wait at that time
    private volatile double limit = NONE;
    private volatile double waitSeconds;

    /**
     * @param targetNanos how long messages may wait
     * @param floor the limit is never less
     * @param stalledNanos a stage that lets nothing out for so long is overloaded
     */
    Limit(long targetNanos, int floor, long stalledNanos, long nowNanos) {
        this.targetNanos = targetNanos;
        this.floor = floor;
        this.stalledNanos = stalledNanos;
        this.lastTickNanos = nowNanos;
        this.progressNanos = nowNanos;
        ticks.add(new Tick(nowNanos, 0));
    }

    /** Messages that may be inside; {@link #NONE} without a limit. */
    double get() {
        return limit;
    }

    /** The shortest wait of what came out in the last tick in which something did. */
    double waitSeconds() {
        return waitSeconds;
    }

    /**
     * Messages came out of the stage.
     *
     * @param waitNanos the shortest wait of them
     */
    synchronized void out(long waitNanos, long count) {
        messages += count;
        shortestNanos = Math.min(shortestNanos, waitNanos);
    }

    /**
     * Judges what came out since the last tick; to be called about 50 times a second.
     *
     * @param inside how many messages are in the stage
     */
    synchronized void tick(long nowNanos, long inside) {
        long wait = shortestNanos;
        long elapsed = nowNanos - lastTickNanos;
        ticks.add(new Tick(nowNanos, messages));
        while (ticks.size() > 2 && nowNanos - ticks.getFirst().nanos > RATE_NANOS) {
            ticks.removeFirst();
        }
        if (messages > 0 || inside == 0) {
            progressNanos = nowNanos;
        }
        messages = 0;
        shortestNanos = NO_WAIT;
        lastTickNanos = nowNanos;
        if (nowNanos - progressNanos >= stalledNanos) {
            limit = Math.min(limit, floor);
        }
        if (wait != NO_WAIT) {
            waitSeconds = wait / 1e9;
            judge(nowNanos, wait, elapsed);
        } else if (inside == 0) {
            waitSeconds = 0;
            above = false;
            grow(0, elapsed);
        }
    }

    private void judge(long nowNanos, long wait, long elapsed) {
        if (wait <= targetNanos) {
            above = false;
            grow(wait, elapsed);
        } else if (!above) {
            above = true;
            aboveSinceNanos = nowNanos;
            aboveWaitNanos = wait;
        } else if (nowNanos - aboveSinceNanos >= Math.max(OVERLOADED_NANOS, aboveWaitNanos / NOISE)) {
            // What waits less and less has been through a pause, and is about to catch up.
            if (wait >= aboveWaitNanos) {
                limit = Math.min(limit, Math.max(floor, perSecond(nowNanos) * targetNanos / 1e9));
            }
            aboveSinceNanos = nowNanos;
            aboveWaitNanos = wait;
        }
    }

    private void grow(long wait, long elapsed) {
        if (limit != NONE) {
            double grown = limit * (1 + GROWTH_PER_SECOND * elapsed / 1e9 * (1 - (double) wait / targetNanos));
            limit = grown > AS_GOOD_AS_NONE ? NONE : grown;
        }
    }

    private double perSecond(long nowNanos) {
        Tick first = ticks.getFirst(); // what came out until then came before
        long out = ticks.stream().mapToLong(Tick::messages).sum() - first.messages;
        return out * 1e9 / Math.max(1, nowNanos - first.nanos);
    }
}
