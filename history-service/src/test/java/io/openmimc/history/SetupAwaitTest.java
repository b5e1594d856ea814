package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.setup.Provision;
import io.openmimc.local.LocalStack;
import io.quarkus.arc.All;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that makes nothing: {@code OPENMIMC_SETUP=await}, and what a job does beside it. */
@QuarkusTest
@TestProfile(SetupAwaitTest.Waiting.class)
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class SetupAwaitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public static final class Waiting implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openmimc.setup", "await");
        }
    }

    @Inject
    @All
    List<Provision> provisions;

    @Inject
    Cassandra cassandra;

    @Inject
    KafkaConfig kafka;

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(ManagementPort.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void serviceIsUnreadyAndSaysWhatIsMissingUntilItIsThere() throws Exception {
        // Given: it has looked
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/q/health/ready").body())
                        .contains("keyspace mimc", "mimc.messages, ", "mimc.accounts.dead", "OPENMIMC_SETUP=only"));
        assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(cassandra.ready().toCompletableFuture()).isNotDone();
        // When: half of it is made
        provisions.stream()
                .filter(provision -> provision.name().contains("Cassandra"))
                .forEach(SetupAwaitTest::make);
        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/q/health/ready").body())
                        .doesNotContain("keyspace mimc;")
                        .contains("topics in Kafka"));
        assertThat(cassandra.ready().toCompletableFuture()).isNotDone();
        // When: the rest is
        provisions.forEach(SetupAwaitTest::make);
        // Then: it works
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/q/health/ready").statusCode())
                        .as(get("/q/health/ready").body())
                        .isEqualTo(200));
        MessageLog log = new MessageLog(kafka);
        var message = log.send(MessageLog.message(1, "pc", 2));
        await().atMost(PATIENCE).until(() -> log.done(message));
        log.close();
    }

    /** As a job does: a Cassandra without a processor answers too late, and is asked again. */
    private static void make(Provision provision) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> provision.make() != null);
    }
}
