package io.openmimc.gateway.limit;

import io.openmimc.kit.limit.RateLimits;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.Limits;
import io.openmimc.proto.events.Kind;
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

    private final Refused refused;
    private final AppCounts counts;
    private final Senders p2p =
            new Senders("messages", Used.P2P_PACKETS_APP, Refusal.P2P_PACKETS_ACCOUNT, Refusal.P2P_PACKETS_APP);
    private final Senders p2t =
            new Senders("topic messages", Used.P2T_PACKETS_APP, Refusal.P2T_PACKETS_ACCOUNT, Refusal.P2T_PACKETS_APP);
    private final RateLimits<Long> pushes = new RateLimits<>(MAX_APPS);

    public SendLimits(Refused refused, AppCounts counts) {
        this.refused = refused;
        this.counts = counts;
    }

    /**
     * Counts a message of a client.
     *
     * @throws ImException RATE_LIMITED
     */
    public void packet(AppSettings app, long uuid, Kind kind) {
        Limits limits = app.getLimits();
        if (kind == Kind.P2T) {
            p2t.account(app.getAppId(), uuid, limits.getP2TPacketsAccount());
            p2t.app(app.getAppId(), limits.getP2TPacketsApp(), 1);
        } else {
            p2p.account(app.getAppId(), uuid, limits.getP2PPacketsAccount());
            p2p.app(app.getAppId(), limits.getP2PPacketsApp(), 1);
        }
    }

    /**
     * Counts a push request and its messages. It passes as a whole while its app is below its rates, however many they are;
     * what it is over them then the app has to wait for.
     *
     * @param messages at least 1
     * @throws ImException RATE_LIMITED
     */
    public void push(AppSettings app, Kind kind, int messages) {
        int perApp = app.getLimits().getPushRequests();
        if (!pushes.tryTake(app.getAppId(), perApp, burst(perApp))) {
            refused.count(app.getAppId(), Refusal.PUSH_REQUESTS);
            throw new ImException(ErrorCode.RATE_LIMITED, "more than " + perApp + " pushes a second, try again");
        }
        counts.used(app.getAppId(), Used.PUSH_REQUESTS, 1);
        if (kind == Kind.P2T) {
            p2t.app(app.getAppId(), app.getLimits().getP2TPacketsApp(), messages);
        } else {
            p2p.app(app.getAppId(), app.getLimits().getP2PPacketsApp(), messages);
        }
    }

    static int burst(int perSecond) {
        return Math.max(MIN_BURST, perSecond);
    }

    /** Those who send messages of one kind. */
    private final class Senders {
        private final String what;
        private final Used used;
        private final Refusal byAccount;
        private final Refusal byApp;
        private final RateLimits<Long> accounts = new RateLimits<>(MAX_ACCOUNTS);
        private final RateLimits<Long> apps = new RateLimits<>(MAX_APPS);

        Senders(String what, Used used, Refusal byAccount, Refusal byApp) {
            this.what = what;
            this.used = used;
            this.byAccount = byAccount;
            this.byApp = byApp;
        }

        private void account(long appId, long uuid, int perAccount) {
            if (!accounts.tryTake(uuid, perAccount, burst(perAccount))) {
                refused.count(appId, byAccount);
                throw new ImException(ErrorCode.RATE_LIMITED, "more than " + perAccount + " " + what + " a second");
            }
        }

        private void app(long appId, int perApp, int messages) {
            if (!apps.tryTake(appId, perApp, burst(perApp), messages)) {
                refused.count(appId, byApp);
                throw new ImException(
                        ErrorCode.RATE_LIMITED,
                        "the app sends more than " + perApp + " " + what + " a second, try again");
            }
            counts.used(appId, used, messages);
        }
    }
}
