package io.openmimc.topic;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.TopicChanged;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class StoresAwayTest extends TopicFixture {
    private static final Duration BACK = ofSeconds(30);

    private static void awaitReady(int status) {
        await().atMost(BACK).untilAsserted(() -> given().get(ManagementPort.uri("/q/health/ready"))
                .then()
                .statusCode(status));
    }

    @Test
    void withoutPostgresqlItIsNotReadyAndRefusesAndRecovers() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        stack.process("postgresql").kill();
        // Then
        assertRefused(api.show("alice", topicId), 503, "try again");
        assertRefused(api.invite("alice", topicId, "carol"), 503, "try again");
        assertRefused(api.create("alice", "More", "bob"), 503, "try again");
        awaitReady(503);
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
        stack.process("postgresql").start();
        stack.process("postgresql").awaitReady();
        awaitReady(200);
        await().atMost(BACK).untilAsserted(() -> assertThat(
                        api.invite("alice", topicId, "carol").good().members())
                .containsExactly("alice", "bob", "carol"));
    }

    @Test
    void withoutKafkaChangesAreTakenAndToldLaterInTheirOrder() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        stack.process("kafka").kill();
        // When
        for (int i = 0; i < 20; i++) {
            api.update("alice", topicId, Map.of("topicName", "Name " + i)).good();
        }
        // Then
        awaitReady(503);
        stack.process("kafka").start();
        stack.process("kafka").awaitReady();
        awaitReady(200);
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            // What Kafka took without being able to say so may be there twice.
            await().atMost(BACK).untilAsserted(() -> assertThat(events.of(topicId))
                    .extracting(TopicChanged::getVersion)
                    .containsSubsequence(LongStream.rangeClosed(1, 21).boxed().toList())
                    .endsWith(21L));
        }
    }

    @Test
    void withoutAccountServiceNothingIsHalfDone() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        accounts.close();
        try {
            // Then: what needs no new account goes on
            assertThat(api.show("alice", topicId).good().members()).containsExactly("alice", "bob");
            assertThat(api.kick("alice", topicId, "bob").good().members()).containsExactly("alice");
            assertRefused(api.invite("alice", topicId, "bob,stranger"), 503, "account-service does not answer");
            assertRefused(api.create("alice", "More", "stranger"), 503, "account-service does not answer");
        } finally {
            accounts.open();
        }
        await().atMost(BACK).untilAsserted(() -> assertThat(
                        api.invite("alice", topicId, "bob,stranger").good().members())
                .containsExactly("alice", "bob", "stranger"));
    }
}
