package io.openmimc.kit.usage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an app makes use of, on one gateway or on all of them.
 *
 * @param connections devices that are logged in
 * @param perSecond what is let through
 * @param refused what is refused for being too much, by reason; what never was is missing
 */
public record AppUsage(int connections, Rates perSecond, Map<String, Refusals> refused) {
    /** An app that does nothing. */
    public static final AppUsage NONE = new AppUsage(0, Rates.NONE, Map.of());

    public AppUsage(int connections, @Nullable Rates perSecond, @Nullable Map<String, Refusals> refused) {
        this.connections = connections;
        this.perSecond = perSecond == null ? Rates.NONE : perSecond;
        this.refused = refused == null ? Map.of() : Map.copyOf(refused);
    }

    /** All of them together. */
    public static AppUsage sum(List<AppUsage> usages) {
        int connections = 0;
        Rates rates = Rates.NONE;
        Map<String, Refusals> refused = new TreeMap<>();
        for (AppUsage usage : usages) {
            connections += usage.connections;
            rates = rates.plus(usage.perSecond);
            usage.refused.forEach((reason, count) -> refused.merge(reason, count, Refusals::plus));
        }
        return new AppUsage(connections, rates, refused);
    }

    /** Whether there is nothing to tell. */
    @JsonIgnore
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * The names are those of the app's limits. Averages of the last 5 to 10 s.
     *
     * @param p2pPacketsApp messages to accounts, of clients and pushes
     * @param p2tPacketsApp messages to topics, of clients and pushes
     */
    public record Rates(double p2pPacketsApp, double p2tPacketsApp, double pushRequests, double loginsApp) {
        static final Rates NONE = new Rates(0, 0, 0, 0);

        Rates plus(Rates other) {
            return new Rates(
                    p2pPacketsApp + other.p2pPacketsApp,
                    p2tPacketsApp + other.p2tPacketsApp,
                    pushRequests + other.pushRequests,
                    loginsApp + other.loginsApp);
        }
    }

    /**
     * How often something was refused.
     *
     * @param lastMinute in the last 60 to 65 s
     * @param sinceStart since each of the gateways started
     */
    public record Refusals(long lastMinute, long sinceStart) {
        Refusals plus(Refusals other) {
            return new Refusals(lastMinute + other.lastMinute, sinceStart + other.sinceStart);
        }
    }
}
