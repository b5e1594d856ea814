package io.openmimc.account.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.kit.rest.JsonId;
import io.openmimc.proto.accounts.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An app as operators see it. Times are milliseconds since the Unix epoch.
 *
 * @param rotating two secrets are valid
 * @param limits those that hold, defaults included
 * @param ownLimits those of {@code limits} that are the app's own; null where the default holds
 * @param appSecret only in the answer that creates it: it is stored nowhere
 */
public record AppView(
        @JsonId long appId,
        String name,
        @JsonProperty("package") String appPackage,
        String appKey,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String appSecret,
        boolean rotating,
        long tokensValidFrom,
        long version,
        LimitOverrides limits,
        LimitOverrides ownLimits,
        List<String> corsOrigins,
        long temporaryTtlSeconds,
        boolean topicHistoryFromJoining,
        long createdAt,
        long updatedAt) {

    static AppView of(App app, LimitDefaults defaults, @Nullable String secret) {
        return new AppView(
                app.id,
                app.name,
                app.appPackage,
                app.key,
                secret,
                app.oldSecretHash != null,
                app.tokensValidFrom,
                app.version,
                complete(defaults.with(app.overrides())),
                app.overrides(),
                app.origins(),
                app.temporaryTtlSeconds,
                app.topicHistoryFromJoining,
                app.createdAt,
                app.updatedAt);
    }

    private static LimitOverrides complete(Limits limits) {
        return new LimitOverrides(
                limits.getMaxPayloadBytes(),
                limits.getTokenRequests(),
                limits.getP2PPacketsAccount(),
                limits.getP2PPacketsApp(),
                limits.getP2TPacketsAccount(),
                limits.getP2TPacketsApp(),
                limits.getPushRequests(),
                limits.getQueriesAccount(),
                limits.getResourcesAccount(),
                limits.getTopicMembers(),
                limits.getConnectionsApp(),
                limits.getLoginsApp());
    }

    /** Without the secret: a view may end up in a log. */
    @Override
    public String toString() {
        return "AppView[appId=" + appId + ", name=" + name + "]";
    }
}
