package io.openmimc.topic.caller;

import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.limit.RateLimits;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rest.Callers;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.topic.TopicConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

/** Lets accounts in, at a bounded rate. */
@Singleton
public class Access {
    private static final int MAX_ACCOUNTS = 100_000;
    private static final int MAX_APPS = 10_000;
    /** Building up a large group is done in one go, and is no flood. */
    private static final int BURST_SECONDS = 10;

    private final Callers callers;
    private final AppDirectory apps;
    private final TopicConfig config;
    private final RateLimits<Long> accountLimits = new RateLimits<>(MAX_ACCOUNTS);
    private final RateLimits<Long> appLimits = new RateLimits<>(MAX_APPS);

    Access(Callers callers, AppDirectory apps, TopicConfig config) {
        this.callers = callers;
        this.apps = apps;
        this.config = config;
    }

    /**
     * The caller, counted.
     *
     * @param appId as the path has it
     * @return fails with {@link ImException} as {@link Callers#identify}, and RATE_LIMITED
     * @throws ImException BAD_REQUEST if the path has no id
     */
    public Uni<Asker> asker(HttpHeaders headers, String appId) {
        return Uni.createFrom()
                .completionStage(callers.identify(headers, Fields.id("appId", appId))
                        .thenCompose(caller -> apps.settings(caller.appId()).thenApply(app -> counted(caller, app))));
    }

    private Asker counted(Caller caller, AppSettings app) {
        take(accountLimits, caller.uuid(), config.requestsAccount(), "account");
        take(appLimits, caller.appId(), config.requestsApp(), "app");
        return new Asker(
                caller.appId(),
                caller.account(),
                caller.uuid(),
                caller.temporary(),
                app.getLimits().getTopicMembers());
    }

    private static void take(RateLimits<Long> limits, long key, int perSecond, String whose) {
        if (!limits.tryTake(key, perSecond, BURST_SECONDS * perSecond)) {
            throw new ImException(
                    ErrorCode.RATE_LIMITED,
                    "more than " + perSecond + " calls a second of this " + whose + ", try again");
        }
    }
}
