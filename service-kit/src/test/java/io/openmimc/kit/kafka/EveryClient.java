package io.openmimc.kit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.setup.SetupMode;
import io.openmimc.proto.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** All that the kit does with Kafka, once: topics, a producer, a consumer group, dead letters, a follower, readiness. */
final class EveryClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConfig config;
    private final String topic;

    EveryClient(KafkaConfig config, String topic) {
        this.config = config;
        this.topic = topic;
    }

    void works() throws Exception {
        Queue<String> read = new ConcurrentLinkedQueue<>();
        Queue<String> buried = new ConcurrentLinkedQueue<>();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        KafkaAdmin admin = new KafkaAdmin(config);
        TopicSetup topics = new TopicSetup(admin, TopicSettings.of(config), SetupMode.START);
        topics.ensure(List.of(topic)).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(new KafkaReadiness(admin, config)
                        .call()
                        .await()
                        .atMost(PATIENCE)
                        .getStatus())
                .isEqualTo(HealthCheckResponse.Status.UP);
        DeadLetters letters = new DeadLetters(config, new SimpleMeterRegistry());
        try (ConsumerLoop group = loop(topic, topics, letters, record -> {
                    read.add(text(record));
                    throw new UnreadableRecordException("the test wants it buried");
                });
                ConsumerLoop graveyard = loop(Topics.dead(topic), topics, letters, record -> buried.add(text(record)));
                Following following = new Following(topic, config, told)) {
            group.start();
            graveyard.start();
            following.begin();
            try (var producer = ProducerSettings.background("test-" + topic).open(config)) {
                producer.send(new ProducerRecord<>(topic, "key".getBytes(UTF_8), "value".getBytes(UTF_8)))
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(read).containsExactly("value");
                assertThat(buried).containsExactly("value");
                assertThat(told).containsExactly("value");
            });
        } finally {
            letters.close();
            admin.close();
        }
    }

    private ConsumerLoop loop(
            String from, TopicSetup topics, DeadLetters letters, Consumer<ConsumerRecord<byte[], byte[]>> handler) {
        return new ConsumerLoop(
                ConsumerSettings.durable(from, "group-of-" + from),
                config,
                topics,
                letters,
                new SimpleMeterRegistry(),
                records -> records.stream()
                        .map(record -> CompletableFuture.runAsync(() -> handler.accept(record)))
                        .toList());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    private static final class Following implements EventFollower.Listener, AutoCloseable {
        private final Queue<String> told;
        private final EventFollower follower;
        private final CompletableFuture<Void> followed = new CompletableFuture<>();

        Following(String topic, KafkaConfig config, Queue<String> told) {
            this.told = told;
            this.follower = new EventFollower(topic, config, this);
        }

        void begin() throws Exception {
            follower.start();
            followed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void event(byte[] value) {
            told.add(new String(value, UTF_8));
        }

        @Override
        public void interrupted() {}

        @Override
        public void followed() {
            followed.complete(null);
        }

        @Override
        public void close() {
            follower.close();
        }
    }
}
