package io.openmimc.gateway.usage;

import io.openmimc.gateway.limit.AppConnections;
import io.openmimc.gateway.limit.AppCounts;
import io.openmimc.gateway.limit.Used;
import io.openmimc.kit.usage.AppUsage;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What apps make use of on this gateway, right now. */
@Singleton
class AppFigures {
    private final AppCounts counts;
    private final AppConnections connections;

    AppFigures(AppCounts counts, AppConnections connections) {
        this.counts = counts;
        this.connections = connections;
    }

    /** Of all apps that have anything to tell. */
    Map<Long, AppUsage> all() {
        Set<Long> apps = new HashSet<>(counts.apps());
        apps.addAll(connections.apps());
        Map<Long, AppUsage> usages = new HashMap<>();
        for (long app : apps) {
            AppUsage usage = of(app);
            if (!usage.isNone()) {
                usages.put(app, usage);
            }
        }
        return usages;
    }

    private AppUsage of(long app) {
        Map<Used, Double> rates = counts.perSecond(app);
        Map<String, AppUsage.Refusals> refused = new HashMap<>();
        counts.refusals(app)
                .forEach((why, count) ->
                        refused.put(why.tag(), new AppUsage.Refusals(count.lastMinute(), count.sinceStart())));
        return new AppUsage(
                connections.count(app),
                new AppUsage.Rates(
                        rates.getOrDefault(Used.P2P_PACKETS_APP, 0.0),
                        rates.getOrDefault(Used.P2T_PACKETS_APP, 0.0),
                        rates.getOrDefault(Used.PUSH_REQUESTS, 0.0),
                        rates.getOrDefault(Used.LOGINS_APP, 0.0)),
                refused);
    }
}
