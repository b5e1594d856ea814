package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.connection.Transport;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.SessionChanged;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class SessionEventsTest {
    @Inject
    KafkaConfig kafka;

    @Inject
    TopicSetup topics;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private long lost() {
        return (long) meters.counter("gateway.session.events.lost").count();
    }

    @Test
    void allThatFoundRoomIsWrittenThoughTheQueueIsFullWhenItCloses() throws Exception {
        // Given
        topics.ensure(List.of(Topics.SESSIONS)).toCompletableFuture().join();
        SessionEvents events = new SessionEvents(kafka, topics, new SessionMetrics(meters));
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.SESSIONS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            long mark = System.nanoTime(); // others use the topic, too
            // When
            Sender who = new Sender(1, "io.openmimc.test", 7, "alice", "phone");
            long written = 0;
            while (lost() == 0) { // the first one takes the writer long: it opens the producer
                events.online(who, Transport.TCP, mark);
                written++;
            }
            events.close();
            // Then
            long expected = written - lost();
            long[] found = new long[1];
            await().atMost(Wire.PATIENCE).untilAsserted(() -> {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    found[0] += SessionChanged.parseFrom(record.value()).getTimestamp() == mark ? 1 : 0;
                }
                assertThat(found[0]).isEqualTo(expected);
            });
            assertThat(expected).isGreaterThan(9_999);
        }
    }
}
