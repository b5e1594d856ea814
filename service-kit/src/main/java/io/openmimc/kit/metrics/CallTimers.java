package io.openmimc.kit.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long calls of a store take, by what was called and how it ended. Keeps the timers: to look one up in the registry is dear. */
public final class CallTimers {
    private record Outcomes(Timer ok, Timer failed) {}

    private final MeterRegistry meters;
    private final String name;
    private final String tag;
    private final ConcurrentMap<String, Outcomes> timers = new ConcurrentHashMap<>(); // by what was called

    /**
     * @param name of the metric; besides the tag {@code outcome} (ok or failed) it has
     * @param tag which tells what was called
     */
    public CallTimers(MeterRegistry meters, String name, String tag) {
        this.meters = meters;
        this.name = name;
        this.tag = tag;
    }

    /**
     * Records a call that has just ended.
     *
     * @param what value of the tag; one of a closed set
     * @param startNanos {@link System#nanoTime()} at its beginning
     * @param failure null when it went well
     */
    public void record(String what, long startNanos, @Nullable Throwable failure) {
        Outcomes outcomes =
                timers.computeIfAbsent(what, value -> new Outcomes(timer(value, "ok"), timer(value, "failed")));
        (failure == null ? outcomes.ok : outcomes.failed).record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String what, String outcome) {
        return meters.timer(name, tag, what, "outcome", outcome);
    }
}
