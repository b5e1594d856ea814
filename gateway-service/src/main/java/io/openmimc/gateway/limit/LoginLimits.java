package io.openmimc.gateway.limit;

import io.openmimc.kit.limit.RateLimits;
import io.openmimc.proto.accounts.AppSettings;
import jakarta.inject.Singleton;

/** How many logins a second an app may have on this gateway; each gateway counts by itself. From any thread. */
@Singleton
public class LoginLimits {
    private static final int MAX_APPS = 10_000;

    private final Refused refused;
    private final AppCounts counts;
    private final RateLimits<Long> logins = new RateLimits<>(MAX_APPS);

    public LoginLimits(Refused refused, AppCounts counts) {
        this.refused = refused;
        this.counts = counts;
    }

    /**
     * Counts a login whose token is in order.
     *
     * @return false: the app is over its rate
     */
    public boolean tryLogin(AppSettings app) {
        int perSecond = app.getLimits().getLoginsApp();
        // 0: from an account-service that does not know this limit yet
        if (perSecond > 0 && !logins.tryTake(app.getAppId(), perSecond, SendLimits.burst(perSecond))) {
            refused.count(app.getAppId(), Refusal.LOGINS_APP);
            return false;
        }
        counts.used(app.getAppId(), Used.LOGINS_APP, 1);
        return true;
    }
}
