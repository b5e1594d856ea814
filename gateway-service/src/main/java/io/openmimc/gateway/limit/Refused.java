package io.openmimc.gateway.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts what is refused for being too much, by app and reason: in the metric {@code gateway.refused} and for the usage answer.
 * The metric names the first {@value #MAX_APPS} apps that are refused something; those after them are {@code other} together.
 * From any thread.
 */
@Singleton
public class Refused {
    /** Where it was refused before its app was known. */
    public static final long NO_APP = 0;

    static final int MAX_APPS = 1_000;

    private static final long OTHERS = -1;

    private final MeterRegistry meters;
    private final AppCounts counts;
    private final Set<Long> named = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<Series, Counter> counters = new ConcurrentHashMap<>();

    public Refused(MeterRegistry meters, AppCounts counts) {
        this.meters = meters;
        this.counts = counts;
    }

    /**
     * Counts one.
     *
     * @param appId {@link #NO_APP}: not known yet
     */
    public void count(long appId, Refusal why) {
        if (appId != NO_APP) {
            counts.refused(appId, why);
        }
        long app = appId == NO_APP || named(appId) ? appId : OTHERS;
        counters.computeIfAbsent(new Series(app, why), this::register).increment();
    }

    private boolean named(long appId) {
        if (named.contains(appId)) {
            return true;
        }
        if (named.size() >= MAX_APPS) {
            return false;
        }
        synchronized (this) { // once an app
            return named.size() < MAX_APPS && named.add(appId) || named.contains(appId);
        }
    }

    private Counter register(Series series) {
        return Counter.builder("gateway.refused")
                .description("refused for being too much")
                .tag("app", series.tag())
                .tag("reason", series.why.tag())
                .register(meters);
    }

    private record Series(long app, Refusal why) {
        String tag() {
            if (app == NO_APP) {
                return "none";
            }
            return app == OTHERS ? "other" : Long.toString(app);
        }
    }
}
