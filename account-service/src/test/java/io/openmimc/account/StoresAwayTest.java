package io.openmimc.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class StoresAwayTest {
    private static final Duration BACK = Duration.ofSeconds(30);

    LocalStack stack;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    private static void awaitReady(int status) {
        await().atMost(BACK).untilAsserted(() -> given().get(ManagementPort.uri("/q/health/ready"))
                .then()
                .statusCode(status));
    }

    @Test
    void withoutPostgresqlItIsNotReadyAndRefusesAndRecovers() {
        // Given
        TestApp app = TestApp.create();
        String uuid = app.token("alice").jsonPath().getString("data.miUserId");
        // When
        stack.process("postgresql").kill();
        // Then
        app.token("alice").then().statusCode(200).body("code", is(503)).body("data", nullValue());
        TestApp.operator().get("/api/admin/apps").then().statusCode(503).body("code", is(503));
        awaitReady(503);
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
        stack.process("postgresql").start();
        stack.process("postgresql").awaitReady();
        awaitReady(200);
        await().atMost(BACK)
                .untilAsserted(() -> assertThat(app.token("alice").jsonPath().getString("data.miUserId"))
                        .isEqualTo(uuid));
    }

    @Test
    void withoutKafkaChangesAreTakenAndToldLater() {
        // Given
        TestApp app = TestApp.create();
        stack.process("kafka").kill();
        // When
        TestApp.operator().delete("/api/admin/apps/" + app.id()).then().statusCode(200);
        TestApp meanwhile = TestApp.create();
        // Then
        awaitReady(503);
        stack.process("kafka").start();
        stack.process("kafka").awaitReady();
        awaitReady(200);
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(BACK).untilAsserted(() -> {
                assertThat(events.ofApp(app.number()))
                        .extracting(AppChanged::getChange)
                        .endsWith(AppChanged.Change.DELETED);
                assertThat(events.ofApp(meanwhile.number()))
                        .extracting(AppChanged::getChange)
                        .contains(AppChanged.Change.CREATED);
            });
        }
    }
}
