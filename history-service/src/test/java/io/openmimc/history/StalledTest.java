package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A partition that does not move, as nobody tells dispatch who the members of a topic are. */
@QuarkusTest
@TestProfile(StalledTest.Impatient.class)
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class StalledTest extends HistoryFixture {
    /** 30 s is for people. */
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openmimc.kafka.stalled-after", "3s");
        }
    }

    @Inject
    SmallRyeHealthReporter health;

    private JsonObject progress() {
        SmallRyeHealth readiness = health.getReadiness();
        return readiness.getPayload().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(check -> check.getString("name").equals("progress"))
                .findFirst()
                .orElseThrow();
    }

    private boolean ready() {
        return progress().getString("status").equals("UP");
    }

    @Test
    void partitionWhoseRecordIsNotDoneMakesTheServiceUnreadyAndSaysSoUntilItMoves() {
        // Given
        long stuck = neighbours.topics().create(Neighbours.APP, alice, bob);
        neighbours.topics().hang(stuck);
        await().atMost(PATIENCE).until(this::ready);
        // When
        var waiting = log.send(MessageLog.toTopic(alice, "pc", stuck));
        // Then
        await().atMost(PATIENCE).until(() -> !ready());
        JsonObject data = progress().getJsonObject("data");
        assertThat(health.getReadiness().isDown()).isTrue();
        assertThat(data.keySet()).allMatch(place -> place.matches("history-dispatch mimc\\.messages-\\d+"));
        assertThat(data.values()).allSatisfy(reason -> assertThat(reason.toString())
                .matches("\"no progress for \\d+ s, records to be done: 1\"")
                .doesNotContain(waiting.getPayload().toStringUtf8()));
        // When
        neighbours.topics().recover(stuck);
        awaitDone(waiting);
        // Then
        await().atMost(PATIENCE).until(this::ready);
        assertThat(progress().containsKey("data")).isFalse();
    }

    @Test
    void partitionsThatMoveAreReadyThoughEachRecordIsWaitedFor() {
        // Given
        await().atMost(PATIENCE).until(this::ready);
        gateway.login(bob, "phone");
        // When
        for (int i = 0; i < 20; i++) {
            awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
            // Then
            assertThat(ready()).isTrue();
        }
    }
}
