package io.openmimc.account.usage;

import io.openmimc.account.app.AppView;
import io.openmimc.account.app.LimitOverrides;
import io.openmimc.kit.rest.JsonId;
import io.openmimc.kit.usage.AppUsage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an app makes use of on all gateways together, and what it may.
 *
 * @param gateways how many have told of theirs in the last 15 s; limits of apps hold on each
 * @param limits those that hold, defaults included
 * @param connections devices that are logged in
 * @param perSecond averages of the last 5 to 10 s, to one place
 * @param refused by reason; what never was is missing
 */
record UsageView(
        @JsonId long appId,
        int gateways,
        LimitOverrides limits,
        int connections,
        AppUsage.Rates perSecond,
        Map<String, AppUsage.Refusals> refused) {
    static UsageView of(AppView app, List<AppUsage> usages) {
        AppUsage all = AppUsage.sum(usages);
        AppUsage.Rates rates = all.perSecond();
        return new UsageView(
                app.appId(),
                usages.size(),
                app.limits(),
                all.connections(),
                new AppUsage.Rates(
                        rounded(rates.p2pPacketsApp()),
                        rounded(rates.p2tPacketsApp()),
                        rounded(rates.pushRequests()),
                        rounded(rates.loginsApp())),
                new TreeMap<>(all.refused()));
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
