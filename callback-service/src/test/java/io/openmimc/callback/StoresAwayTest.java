package io.openmimc.callback;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.rest.AdminToken;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(TopicServiceStandIn.class)
class StoresAwayTest extends CallbackFixture {
    private static final Duration BACK = ofSeconds(60);

    private static void awaitReady(int status) {
        await().atMost(BACK).untilAsserted(() -> given().get(ManagementPort.uri("/q/health/ready"))
                .then()
                .statusCode(status));
    }

    private static void startAgain(StackProcess store) {
        store.start();
        store.awaitReady();
        awaitReady(200);
    }

    private List<AcceptedMessage> messages(long app, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> message(app, "alice" + i, "bob" + i).build())
                .toList();
    }

    private void awaitAll(String path, List<AcceptedMessage> messages) {
        await().atMost(BACK).untilAsserted(() -> assertThat(receiver.calls(path))
                .extracting(Receiver.Call::delivery)
                .containsAll(messages.stream()
                        .map(message -> message.getSequence() + "-NORMAL_MSG")
                        .toList()));
    }

    @Test
    void withoutPostgresqlNothingIsLostAndWhoAnswersIsStillTold() {
        // Given
        StackProcess postgresql = stack.process("postgresql");
        long failing = app(receiver.url("/moody"), "");
        long well = app(receiver.url("/ok/well"), "");
        receiver.healthy(false);
        postgresql.kill();
        // When
        List<AcceptedMessage> failed = messages(failing, 8);
        List<AcceptedMessage> good = messages(well, 100);
        accept(failed);
        accept(good);
        // Then
        awaitAll("/moody", failed);
        awaitAll("/ok/well", good);
        awaitReady(503);
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
        given().header("Authorization", "Bearer " + AdminToken.DEFAULT)
                .get("/api/admin/apps/" + failing + "/callbacks/failed")
                .then()
                .statusCode(503);
        receiver.healthy(true);
        startAgain(postgresql);
        await().atMost(BACK)
                .until(() ->
                        rows(failing, "true") == 0 && receiver.calls("/moody").size() >= 16);
        assertThat(receiver.calls("/moody").subList(8, 16))
                .as("again, each of them")
                .extracting(Receiver.Call::delivery)
                .doesNotHaveDuplicates();
    }

    @Test
    void withoutKafkaWhatIsUnderWayGoesOnAndTheRestFollows() {
        // Given
        StackProcess kafka = stack.process("kafka");
        long failing = app(receiver.url("/moody"), "");
        long slow = app(receiver.url("/slow"), "");
        receiver.healthy(false);
        accept(messages(failing, 8));
        await().atMost(BACK).until(() -> rows(failing, "attempts = 1") == 8);
        List<AcceptedMessage> messages = messages(slow, 400);
        accept(messages);
        // When
        kafka.kill();
        receiver.healthy(true);
        // Then
        await().atMost(BACK).until(() -> rows(failing, "true") == 0);
        awaitReady(503);
        startAgain(kafka);
        awaitAll("/slow", messages);
        List<AcceptedMessage> later = messages(app(receiver.url("/ok/later"), ""), 10);
        accept(later);
        awaitAll("/ok/later", later);
    }

    @Test
    void whileAccountServiceIsAwayMessagesOfAnAppThatIsNotKnownYetWait() {
        // Given
        long app = app(receiver.url("/ok/unknown"), "");
        accounts.close();
        // When
        List<AcceptedMessage> messages = messages(app, 10);
        try {
            accept(messages);
            await().atMost(BACK).until(StoresAwayTest::accountServiceIsMissed);
        } finally {
            accounts.open();
        }
        // Then
        awaitAll("/ok/unknown", messages);
    }

    private static boolean accountServiceIsMissed() {
        return given().header("Authorization", "Bearer " + AdminToken.DEFAULT)
                        .get("/api/admin/apps/1/callbacks/state")
                        .statusCode()
                == 503;
    }
}
