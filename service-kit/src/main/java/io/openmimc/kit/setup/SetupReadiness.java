package io.openmimc.kit.setup;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while something is missing that another process makes; says what, and what to do. Makes no call. */
@Readiness
@Singleton
class SetupReadiness implements HealthCheck {
    private final Setup setup;

    SetupReadiness(Setup setup) {
        this.setup = setup;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("setup").up();
        setup.missing().forEach((name, reason) -> answer.down().withData(name, reason));
        return answer.build();
    }
}
