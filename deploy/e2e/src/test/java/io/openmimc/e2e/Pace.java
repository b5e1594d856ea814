package io.openmimc.e2e;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Does something at fixed times, in the calling thread, whatever became of the times before: what is late stays late. */
final class Pace {
    /** What is to be done the next time. */
    interface Beat {
        /**
         * @param index from 0 on
         * @param dueNanos when it should be done, in {@link System#nanoTime}; late or not, time counts from here
         */
        void at(int index, long dueNanos);
    }

    private Pace() {}

    static void run(int perSecond, int count, Beat beat) {
        run(perSecond, beat, () -> false, count);
    }

    static void runUntil(int perSecond, BooleanSupplier done, Beat beat) {
        run(perSecond, beat, done, Integer.MAX_VALUE);
    }

    private static void run(int perSecond, Beat beat, BooleanSupplier done, int count) {
        long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long start = System.nanoTime();
        for (int index = 0; index < count && !done.getAsBoolean(); index++) {
            long due = start + index * period;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            beat.at(index, due);
        }
    }
}
