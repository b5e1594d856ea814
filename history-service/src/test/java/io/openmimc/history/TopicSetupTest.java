package io.openmimc.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** The making of topics by service-kit, here where a Kafka is at hand. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class TopicSetupTest {
    @Inject
    KafkaConfig config;

    @Inject
    TopicSetup topics;

    @Test
    void topicThatHasJustBeenMadeTakesRecordsAtTheFirstTry() throws Exception {
        for (int turn = 0; turn < 20; turn++) {
            // Given
            String topic = "made-" + System.nanoTime();
            topics.ensure(List.of(topic)).toCompletableFuture().join();
            try (Producer<byte[], byte[]> producer =
                    ProducerSettings.background("topic-test").open(config)) {
                // When
                List<Future<RecordMetadata>> sent = IntStream.range(0, 200)
                        .mapToObj(i -> producer.send(new ProducerRecord<>(topic, 0, null, ("" + i).getBytes(UTF_8))))
                        .toList();
                // Then
                assertThat(sent.stream().map(TopicSetupTest::offset)).isSorted().hasSize(200);
                assertThat(retries(producer)).isZero();
            }
        }
    }

    private static double retries(Producer<byte[], byte[]> producer) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals("producer-metrics")
                        && metric.metricName().name().equals("record-retry-total"))
                .mapToDouble(metric -> (Double) metric.metricValue())
                .sum();
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
