package io.openmimc.gateway.limit;

import io.openmimc.kit.limit.RateLimits;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import jakarta.inject.Singleton;

/**
 * Token buckets of accounts and apps, with the rates of {@link AppSettings}. Each gateway counts by itself, so an app whose
 * devices are spread over n gateways gets up to n times its rate.
 */
@Singleton
public class SendLimits {
    /** Short bursts of an account always pass, however low its rate is. */
    static final int MIN_BURST = 50;

    private static final int MAX_ACCOUNTS = 100_000;
    private static final int MAX_APPS = 10_000;

    private final RateLimits<Long> accounts = new RateLimits<>(MAX_ACCOUNTS);
    private final RateLimits<Long> apps = new RateLimits<>(MAX_APPS);
    private final RateLimits<Long> pushes = new RateLimits<>(MAX_APPS);

    /**
     * Counts a P2P message of a client.
     *
     * @throws ImException RATE_LIMITED
     */
    public void p2p(AppSettings app, long uuid) {
        int perAccount = app.getLimits().getP2PPacketsAccount();
        int perApp = app.getLimits().getP2PPacketsApp();
        if (!accounts.tryTake(uuid, perAccount, burst(perAccount))) {
            throw new ImException(ErrorCode.RATE_LIMITED, "more than " + perAccount + " messages a second");
        }
        if (!apps.tryTake(app.getAppId(), perApp, burst(perApp))) {
            throw new ImException(
                    ErrorCode.RATE_LIMITED, "the app sends more than " + perApp + " messages a second, try again");
        }
    }

    /**
     * Counts a push request.
     *
     * @throws ImException RATE_LIMITED
     */
    public void push(AppSettings app) {
        int perApp = app.getLimits().getPushRequests();
        if (!pushes.tryTake(app.getAppId(), perApp, burst(perApp))) {
            throw new ImException(ErrorCode.RATE_LIMITED, "more than " + perApp + " pushes a second, try again");
        }
    }

    private static int burst(int perSecond) {
        return Math.max(MIN_BURST, perSecond);
    }
}
