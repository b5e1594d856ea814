package io.openmimc.history.dispatch;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How long messages were on the log until they were handed out, and whether any that were taken from it still wait for that.
 * Gateways believe what they were told last until they are told otherwise, so after long waits they are also told, once, that
 * nothing waits any more. That nothing is handed out does not mean that. Safe for all threads.
 */
final class Waits {
    /** So late do gateways hear of it anyhow: an age that is less need not be taken back. */
    private static final long LONG_MS = 50;
    /** What they were told before that, they have forgotten. */
    private static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<DispatchTask> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Integer, Long> shortestMs =
            new HashMap<>(); // of those handed out since the last report, by source
    private long toldMs;
    private long toldNanos;
    private @Nullable Long caughtUpNanos; // what was on the log then is handed out; not reported yet

    /** A message was taken from the log. */
    void taken(DispatchTask task) {
        synchronized (this) {
            waiting.add(task);
        }
        task.done().whenComplete((done, failure) -> ended(task)); // also if it is never handed out
    }

    private synchronized void ended(DispatchTask task) {
        waiting.remove(task);
    }

    /**
     * It is handed out now.
     *
     * @param source of each the shortest wait counts, and of those the longest
     */
    synchronized void handedOut(DispatchTask task, int source, long ageMs) {
        waiting.remove(task);
        shortestMs.merge(source, ageMs, Math::min);
    }

    /** Whether gateways believe, or are about to, that messages wait long. */
    synchronized boolean believedLong(long nowNanos) {
        if (caughtUpNanos != null) {
            return false;
        }
        return shortestMs.isEmpty()
                ? toldMs > LONG_MS && nowNanos - toldNanos < BELIEVED_NANOS
                : Collections.max(shortestMs.values()) > LONG_MS;
    }

    /** All that was on the log at that time has been taken from it. */
    synchronized void caughtUp(long atNanos, long nowNanos) {
        if (waiting.isEmpty() && believedLong(nowNanos)) {
            caughtUpNanos = atNanos;
        }
    }

    /**
     * Reports what has not been reported.
     *
     * @param ages takes how old those were that were handed out, in ms, if any were
     * @param caughtUp takes how long ago there was nothing that has not been handed out since, in ms, if that is news
     * @return whether there was anything
     */
    synchronized boolean report(long nowNanos, LongConsumer ages, LongConsumer caughtUp) {
        Long at = caughtUpNanos;
        if (shortestMs.isEmpty() && at == null) {
            return false;
        }
        if (!shortestMs.isEmpty()) {
            toldMs = Collections.max(shortestMs.values());
            toldNanos = nowNanos;
            ages.accept(toldMs);
            shortestMs.clear();
        }
        if (at != null) {
            toldMs = 0;
            caughtUp.accept(TimeUnit.NANOSECONDS.toMillis(nowNanos - at));
            caughtUpNanos = null;
        }
        return true;
    }
}
