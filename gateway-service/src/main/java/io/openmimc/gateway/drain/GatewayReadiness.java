package io.openmimc.gateway.drain;

import io.openmimc.gateway.session.Presence;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the ports are open and the registry in Redis takes our announcements. */
@Readiness
@Singleton
class GatewayReadiness implements HealthCheck {
    private final Lifecycle lifecycle;
    private final Presence presence;

    GatewayReadiness(Lifecycle lifecycle, Presence presence) {
        this.lifecycle = lifecycle;
        this.presence = presence;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("gateway")
                .withData("accepting", lifecycle.accepting())
                .withData("announced", presence.announced())
                .status(lifecycle.accepting() && presence.announced())
                .build();
    }
}
