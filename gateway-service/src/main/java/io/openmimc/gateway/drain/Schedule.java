package io.openmimc.gateway.drain;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When each of so many connections is closed. They follow each other evenly, and yet not in step with anything: each goes at a
 * random moment of its own share of the time.
 *
 * @param count of connections
 * @param window over which they are closed
 */
record Schedule(int count, Duration window) {
    /**
     * As long as the pace takes, and no longer than the limit.
     *
     * @param pace connections a second
     */
    static Schedule of(int count, int pace, Duration limit) {
        if (pace < 1) {
            throw new IllegalArgumentException("openmimc.gateway.drain.pace must be 1 or more");
        }
        Duration atPace = Duration.ofMillis(1_000L * count / pace);
        return new Schedule(count, atPace.compareTo(limit) < 0 ? atPace : limit);
    }

    /** When the connection of that number goes, in nanoseconds from the beginning. */
    long offsetNanos(int index, RandomGenerator random) {
        return (long) ((index + random.nextDouble()) / count * window.toNanos());
    }
}
