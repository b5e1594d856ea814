package io.openmimc.history;

import io.openmimc.kit.redis.Redis;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while Redis answers. */
@Readiness
@Singleton
class RedisReadiness implements AsyncHealthCheck {
    private final Redis redis;

    RedisReadiness(Redis redis) {
        this.redis = redis;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> redis.call("ping", commands -> commands.ping()))
                .map(pong -> HealthCheckResponse.named("redis").up().build())
                .onFailure()
                .recoverWithItem(failure -> {
                    var down = HealthCheckResponse.named("redis").down();
                    redis.trouble().ifPresent(reason -> down.withData("reason", reason));
                    return down.build();
                });
    }
}
