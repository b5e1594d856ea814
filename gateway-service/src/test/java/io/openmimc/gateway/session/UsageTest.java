package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.usage.AppUsage;
import io.openmimc.kit.usage.AppUsages;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a gateway tells of its apps. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class UsageTest {
    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @Inject
    AppUsages usages;

    @Inject
    Redis redis;

    @Inject
    Self self;

    @BeforeEach
    void awaitReady() {
        gateway.awaitReady();
    }

    @Test
    void connectionsRatesAndRefusalsOfAnAppAreToldOfWithinSeconds() throws Exception {
        // Given
        long app = neighbours.accounts().newApp(2, 0);
        // When
        try (Phone alice = phone(app, "alice").login();
                Phone bob = phone(app, "bob").login();
                Phone carol = phone(app, "carol").connect()) {
            carol.bind();
            for (int i = 0; i < 20; i++) {
                alice.send(alice.message("m" + i, "bob", ByteString.copyFromUtf8("hello")));
                assertThat(alice.packetAck().getErrorMsg()).isEmpty();
            }
            // Then
            await().atMost(Wire.PATIENCE).untilAsserted(() -> {
                AppUsage usage = ours(app);
                assertThat(usage.connections()).isEqualTo(2);
                assertThat(usage.perSecond().p2pPacketsApp()).isBetween(1.0, 20.0);
                assertThat(usage.perSecond().loginsApp()).isPositive();
                assertThat(usage.perSecond().p2tPacketsApp()).isZero();
                assertThat(usage.refused()).containsOnlyKeys("connectionsApp");
                assertThat(usage.refused().get("connectionsApp").sinceStart()).isEqualTo(1);
            });
        }
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() -> assertThat(ours(app).connections()).isZero());
    }

    @Test
    void anAppThatBecomesIdleIsForgotten() throws Exception {
        // Given
        long app = neighbours.accounts().newApp(0, 0);
        try (Phone alice = phone(app, "alice").login()) {
            await().atMost(Wire.PATIENCE)
                    .untilAsserted(() -> assertThat(ours(app).connections()).isEqualTo(1));
        }
        // Then
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !redis.call("test", commands -> commands.hexists("usage:" + self.id(), Long.toString(app)))
                        .toCompletableFuture()
                        .join());
    }

    private AppUsage ours(long app) {
        List<AppUsage> all = usages.of(app).toCompletableFuture().join();
        return AppUsage.sum(all);
    }

    private Phone phone(long app, String account) throws Exception {
        Identity identity = gateway.identity(neighbours, app, account, Instant.now(), Duration.ofDays(1));
        return new Phone(gateway.tcp(), identity);
    }
}
