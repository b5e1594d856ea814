package io.openmimc.kit.kafka;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while a Kafka broker answers within two seconds. */
@Readiness
@Singleton
class KafkaReadiness implements AsyncHealthCheck {
    private static final String NAME = "kafka";
    private static final int TIMEOUT_MS = 2_000;

    private final KafkaAdmin admin;
    private final KafkaConfig config;

    KafkaReadiness(KafkaAdmin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> admin.client()
                        .describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                        .nodes()
                        .toCompletionStage())
                .map(nodes ->
                        HealthCheckResponse.named(NAME).status(!nodes.isEmpty()).build())
                .onFailure()
                .recoverWithItem(failure -> HealthCheckResponse.named(NAME)
                        .down()
                        .withData("reason", KafkaRefusals.reason(failure, config))
                        .build());
    }
}
