package io.openmimc.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.kafka.EventFollower;
import io.openmimc.kit.kafka.KafkaAdmin;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The follower of events of service-kit, here where a Kafka is at hand. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class FollowerTest {
    @Inject
    KafkaConfig config;

    @Inject
    TopicSetup topics;

    @Inject
    KafkaAdmin admin;

    private final String topic = "follow-" + System.nanoTime();

    /** Throws at what is bad, and even when it is told of that. */
    private static final class Fragile implements EventFollower.Listener {
        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        final AtomicInteger interruptions = new AtomicInteger();
        final AtomicInteger followed = new AtomicInteger();

        @Override
        public void event(byte[] value) {
            String event = new String(value, UTF_8);
            heard.add(event);
            if (event.equals("bad")) {
                throw new IllegalStateException("a listener's fault");
            }
        }

        @Override
        public void interrupted() {
            if (interruptions.incrementAndGet() == 2) {
                throw new IllegalStateException("another one");
            }
        }

        @Override
        public void followed() {
            followed.incrementAndGet();
        }
    }

    @Test
    void listenerThatThrowsCountsAsInterruptedAndHearsWhatHappensLater() {
        // Given
        topics.ensure(List.of(topic)).toCompletableFuture().join();
        Fragile listener = new Fragile();
        try (var producer = ProducerSettings.background("follower-test").open(config);
                var follower = new EventFollower(topic, config, listener)) {
            follower.start();
            await().atMost(ofSeconds(20)).until(() -> listener.followed.get() == 1);
            // When
            producer.send(new ProducerRecord<>(topic, "bad".getBytes(UTF_8)));
            // Then
            await().atMost(ofSeconds(20)).until(() -> listener.interruptions.get() >= 2);
            await().atMost(ofSeconds(20)).until(() -> listener.followed.get() == 2);
            producer.send(new ProducerRecord<>(topic, "good".getBytes(UTF_8)));
            await().atMost(ofSeconds(20)).until(() -> listener.heard.contains("good"));
        }
    }

    @Test
    void partitionsThatAreAddedAreFollowed() throws Exception {
        // Given
        topics.ensure(List.of(topic)).toCompletableFuture().join();
        Fragile listener = new Fragile();
        try (var producer = ProducerSettings.background("follower-test").open(config);
                var follower = new EventFollower(topic, config, listener)) {
            follower.start();
            await().atMost(ofSeconds(20)).until(() -> listener.followed.get() == 1);
            // When
            int added = config.partitions();
            admin.client()
                    .createPartitions(Map.of(topic, NewPartitions.increaseTo(added + 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            // Then
            await().atMost(ofSeconds(30)).until(() -> {
                producer.send(new ProducerRecord<>(topic, added, null, "new".getBytes(UTF_8)));
                return listener.heard.contains("new");
            });
        }
    }
}
