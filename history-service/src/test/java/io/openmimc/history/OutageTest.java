package io.openmimc.history;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class OutageTest extends HistoryFixture {

    @Test
    void cassandraThatDiesTakesNoMessageWithItAndHoldsUpNoLiveOne() {
        // Given
        var phone = gateway.login(bob, "phone");
        gateway.logout(gateway.login(alice, "away"));
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        awaitReady(true);
        List<AcceptedMessage> live = new ArrayList<>();
        List<AcceptedMessage> waiting = new ArrayList<>();
        // When
        stack.process("cassandra").kill();
        for (int i = 0; i < 20; i++) {
            waiting.add(log.send(MessageLog.message(bob, "phone", alice)));
            live.add(log.send(MessageLog.message(alice, "pc", bob)));
        }
        // Then
        await().atMost(PATIENCE).until(() -> gateway.sequencesFor(phone)
                .containsAll(live.stream().map(AcceptedMessage::getSequence).toList()));
        awaitReady(false);
        assertThat(log.done(waiting.get(0))).isFalse();
        stack.process("cassandra").start();
        stack.process("cassandra").awaitReady();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting).allMatch(log::done));
        assertThat(sequences(pull(alice, "away")))
                .containsSubsequence(
                        waiting.stream().map(AcceptedMessage::getSequence).toList());
        await().atMost(PATIENCE).until(() -> archived() == 41);
        awaitReady(true);
    }

    @Test
    void redisThatDiesDelaysMessagesAndLosesNone() {
        // Given
        gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        // When
        stack.process("redis").kill();
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitReady(false);
        stack.process("redis").start();
        stack.process("redis").awaitReady();
        // Then
        awaitDone(message);
        awaitReady(true);
    }

    @Test
    void kafkaThatDiesIsFoundAgain() {
        // Given
        gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        // When
        stack.process("kafka").kill();
        awaitReady(false);
        stack.process("kafka").start();
        stack.process("kafka").awaitReady();
        // Then
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        awaitReady(true);
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
    }

    private static void awaitReady(boolean ready) {
        await().atMost(PATIENCE)
                .pollInterval(ofMillis(200))
                .until(() -> (given().get(ManagementPort.uri("/q/health/ready")).statusCode() == 200) == ready);
    }

    private long archived() {
        long week = System.currentTimeMillis() / (7L * 24 * 3600 * 1000);
        return count("SELECT count(*) FROM archive WHERE app = " + Neighbours.APP + " AND uuid_low = "
                + Math.min(alice, bob) + " AND uuid_high = " + Math.max(alice, bob) + " AND week = " + week);
    }
}
