package io.openmimc.kit.kafka;

import jakarta.inject.Singleton;
import java.util.Comparator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready only while every partition that has something to be done moves. Names those that do not, the worst first, and for
 * how long; it makes no call. Work that waits on purpose for a store that is away does not move, either.
 */
@Readiness
@Singleton
class ProgressReadiness implements HealthCheck {
    /** As many as an operator can use, and an answer can hold. */
    private static final int MOST_TOLD = 20;

    private final ConsumerLoops loops;

    ProgressReadiness(ConsumerLoops loops) {
        this.loops = loops;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("progress").up();
        loops.stalls().stream()
                .sorted(Comparator.comparing(Stall::since).reversed())
                .limit(MOST_TOLD)
                .forEach(stall -> answer.down().withData(stall.place(), stall.reason()));
        return answer.build();
    }
}
