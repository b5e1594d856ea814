package io.openmimc.contact;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class OutageTest extends ContactFixture {

    @Test
    void whatComesWhileCassandraIsAwayIsListedAfterwards() throws Exception {
        // Given
        awaitListed(bob, send(p2p(now - 1_000, alice, bob)));
        awaitReady(true);
        try (DeadLetters dead = new DeadLetters(kafka)) {
            // When
            stack.process("cassandra").kill();
            List<AcceptedMessage> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(send(p2p(now + i, account("sender"), bob)));
            }
            delete(carol);
            awaitReady(false);
            var refused = by(bob).get("/api/contact/");
            // Then
            assertThat(refused.jsonPath().getInt("code")).isEqualTo(503);
            await().atMost(PATIENCE).until(() -> unfinished() > 0);
            assertThat(uncommitted()).isPositive();
            given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
            // When
            stack.process("cassandra").start();
            stack.process("cassandra").awaitReady();
            // Then
            sent.forEach(message -> awaitListed(bob, message));
            awaitReady(true);
            await().atMost(PATIENCE).until(() -> uncommitted() == 0);
            assertThat(dead.reasons("contact")).isEmpty();
        }
    }

    private static void awaitReady(boolean ready) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> (given().get(ManagementPort.uri("/q/health/ready")).statusCode() == 200) == ready);
    }

    private static double unfinished() {
        return given().get(ManagementPort.uri("/q/metrics"))
                .asString()
                .lines()
                .filter(line -> line.startsWith("kafka_consumer_unfinished{consumer=\"contact\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Records of the log that the group has not been done with. */
    private long uncommitted() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            var description = admin.describeTopics(List.of(io.openmimc.proto.Topics.MESSAGES))
                    .allTopicNames()
                    .get();
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            description.values().forEach(topic -> topic.partitions()
                    .forEach(
                            info -> ends.put(new TopicPartition(topic.name(), info.partition()), OffsetSpec.latest())));
            var committed = admin.listConsumerGroupOffsets("contact")
                    .partitionsToOffsetAndMetadata()
                    .get();
            long left = 0;
            for (var end : admin.listOffsets(ends).all().get().entrySet()) {
                var offset = committed.get(end.getKey());
                left += end.getValue().offset() - (offset == null ? 0 : offset.offset());
            }
            return left;
        }
    }
}
