package io.openmimc.gateway.accept;

import io.openmimc.gateway.sequence.SequenceClock;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while messages can be accepted: a node number is leased and the log is known. */
@Readiness
@Singleton
class AcceptReadiness implements HealthCheck {
    private final SequenceClock clock;
    private final MessageLog log;

    AcceptReadiness(SequenceClock clock, MessageLog log) {
        this.clock = clock;
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accept")
                .status(clock.running() && log.ready())
                .withData("sequences", clock.running())
                .withData("log", log.ready())
                .build();
    }
}
