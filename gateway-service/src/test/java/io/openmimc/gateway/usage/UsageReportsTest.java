package io.openmimc.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.GatewayConfig;
import io.openmimc.gateway.session.Self;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.usage.AppUsages;
import io.openmimc.local.LocalStack;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class UsageReportsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long APP = 1;

    @Inject
    GatewayConfig gateway;

    @Inject
    AppFigures figures;

    @Inject
    AppUsages usages;

    @Inject
    UsageConfig config;

    @Inject
    Redis redis;

    @Test
    void aGatewayThatHasStoppedCountsNoMoreAtOnce() throws Exception {
        // Given: the gateway of the test, and another one
        await().atMost(PATIENCE).until(redis::connected);
        await().atMost(PATIENCE).until(() -> gateways() == 1);
        UsageReports other = new UsageReports(new Self(gateway), figures, usages, config);
        other.start(new StartupEvent());
        await().atMost(PATIENCE).until(() -> gateways() == 2);
        // When
        other.stop(new ShutdownEvent());
        // Then
        assertThat(gateways()).isEqualTo(1);
    }

    private int gateways() {
        return usages.of(APP).toCompletableFuture().join().size();
    }
}
