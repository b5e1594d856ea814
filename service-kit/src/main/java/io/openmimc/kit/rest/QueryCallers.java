package io.openmimc.kit.rest;

import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.limit.RateLimits;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who asks for what is theirs, an account at the rate of its app ({@code queriesAccount}) in each service. */
@Singleton
public class QueryCallers {
    private static final int MAX_CALLERS = 100_000;
    private static final int BURST = 50;

    private final Callers callers;
    private final AppDirectory apps;
    private final RateLimits<Long> limits = new RateLimits<>(MAX_CALLERS);

    QueryCallers(Callers callers, AppDirectory apps) {
        this.callers = callers;
        this.apps = apps;
    }

    /**
     * The caller, counted.
     *
     * @param appId the app where the path or the body names it, else null
     * @return fails with {@link ImException} as {@link Callers#identify}, and RATE_LIMITED
     */
    public CompletionStage<Caller> caller(HttpHeaders headers, @Nullable Long appId) {
        return callers.identify(headers, appId)
                .thenCompose(caller -> apps.settings(caller.appId()).thenApply(settings -> {
                    int perSecond = settings.getLimits().getQueriesAccount();
                    if (!limits.tryTake(caller.uuid(), perSecond, Math.max(BURST, perSecond))) {
                        throw new ImException(
                                ErrorCode.RATE_LIMITED, "more than " + perSecond + " queries a second, try again");
                    }
                    return caller;
                }));
    }
}
