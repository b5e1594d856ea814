package io.openmimc.gateway.drain;

import io.openmimc.gateway.accept.Acceptor;
import io.openmimc.gateway.session.Presence;
import io.openmimc.kit.redis.Redis;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the ports are open, messages can be accepted and the registry in Redis takes our announcements. */
@Readiness
@Singleton
class GatewayReadiness implements HealthCheck {
    private final Lifecycle lifecycle;
    private final Acceptor acceptor;
    private final Presence presence;
    private final Redis redis;

    GatewayReadiness(Lifecycle lifecycle, Acceptor acceptor, Presence presence, Redis redis) {
        this.lifecycle = lifecycle;
        this.acceptor = acceptor;
        this.presence = presence;
        this.redis = redis;
    }

    @Override
    public HealthCheckResponse call() {
        boolean open = lifecycle.accepting();
        boolean accepts = acceptor.ready();
        boolean announced = presence.announced();
        var response = HealthCheckResponse.named("gateway")
                .withData("open", open)
                .withData("accepts", accepts)
                .withData("announced", announced)
                .status(open && accepts && announced);
        redis.trouble().ifPresent(reason -> response.withData("redis", reason));
        return response.build();
    }
}
