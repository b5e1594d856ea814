package io.openmimc.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fixed times, whatever became of those before: an open loop. What is late is sent at once and counts from when it was
 * due, so a server that stalls is charged for every message that would have been sent meanwhile.
 *
 * @param perSecond times a second
 */
public record Pace(double perSecond) {
    /** What is to be done the next time. */
    @FunctionalInterface
    public interface Beat {
        /**
         * @param index from 0 on
         * @param dueNanos when it is due, in {@link System#nanoTime}
         */
        void at(int index, long dueNanos);
    }

    /** @throws IllegalArgumentException unless it is a rate above zero */
    public Pace {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("rate: must be above 0");
        }
    }

    /** How many times there are in some seconds; at least one. */
    public int times(double seconds) {
        return (int) Math.max(1, Math.round(perSecond * seconds));
    }

    /** Does something that many times, on the calling thread. */
    public void run(int times, Beat beat) {
        double period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime();
        for (int index = 0; index < times; index++) {
            long due = start + (long) (index * period);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            beat.at(index, due);
        }
    }
}
