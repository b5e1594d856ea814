package io.openmimc.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.ConsumerSet;
import io.openmimc.kit.kafka.ConsumerSettings;
import io.openmimc.kit.kafka.DeadLetters;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The consumer loop of service-kit, here where a Kafka is at hand. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class LoopTest {
    public LocalStack stack;

    @Inject
    KafkaConfig config;

    @Inject
    TopicSetup topics;

    @Inject
    DeadLetters deadLetters;

    @Inject
    MeterRegistry meters;

    private final String topic = "loop-" + System.nanoTime();
    private final Work work = new Work();
    private Producer<byte[], byte[]> producer;
    private ConsumerLoop loop;

    /** Leaves every record open until the test finishes it. */
    private static final class Work implements ConsumerLoop.Handler {
        final Queue<ConsumerRecord<byte[], byte[]>> seen = new ConcurrentLinkedQueue<>();
        final List<CompletableFuture<Void>> stages = java.util.Collections.synchronizedList(new ArrayList<>());
        final Queue<Integer> seenAtTheEnd = new ConcurrentLinkedQueue<>();
        volatile boolean open = true;
        volatile boolean awaitsEnd;

        @Override
        public boolean awaitsEnd() {
            return awaitsEnd;
        }

        @Override
        public void caughtUp(long atNanos) {
            awaitsEnd = false;
            seenAtTheEnd.add(seen.size());
        }

        @Override
        public List<CompletableFuture<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
            List<CompletableFuture<Void>> batch = new ArrayList<>();
            for (var record : records) {
                var stage = new CompletableFuture<Void>();
                if (!open) {
                    stage.complete(null);
                }
                batch.add(stage);
                stages.add(stage);
                seen.add(record);
            }
            return batch;
        }

        List<String> values() {
            return seen.stream()
                    .map(record -> new String(record.value(), UTF_8))
                    .toList();
        }
    }

    @BeforeEach
    void open() {
        topics.ensure(List.of(topic, Topics.dead(topic))).toCompletableFuture().join();
        producer = ProducerSettings.background("loop-test").open(config);
    }

    @AfterEach
    void close() {
        work.stages.forEach(stage -> stage.complete(null));
        if (loop != null) {
            loop.close();
        }
        producer.close();
    }

    @Test
    void whatWasUnfinishedWhenTheLoopEndedIsReadAgainAndNothingElse() {
        // Given
        start(100);
        for (int i = 0; i < 5; i++) {
            send("record " + i);
        }
        await().atMost(ofSeconds(20)).until(() -> work.stages.size() == 5);
        work.stages.get(0).complete(null);
        work.stages.get(1).complete(null);
        work.stages.get(3).complete(null); // above an open one: not to be committed
        // When
        loop.close();
        assertThat(work.values()).hasSize(5);
        work.seen.clear();
        start(100);
        // Then
        await().atMost(ofSeconds(20)).until(() -> work.seen.size() == 3);
        assertThat(work.values()).containsExactly("record 2", "record 3", "record 4");
    }

    @Test
    void partitionsOfALoopThatEndsAreAnothersSoonThoughItsWorkIsUnfinished() {
        // Given: two members of a group, one of which has work that never ends
        var other = new Work();
        other.open = false;
        start(100);
        ConsumerLoop second = loop(other, 100);
        second.start();
        try {
            awaitShared(other);
            // When
            long start = System.nanoTime();
            loop.close();
            for (int i = 0; i < 100; i++) {
                send(i % config.partitions(), "after " + i);
            }
            // Then
            await().atMost(ofSeconds(20)).until(() -> after(other).size() == 100);
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            System.out.printf("partitions of a loop that ended were another's after %d ms%n", millis);
            // A second for the unfinished, half of one for a heartbeat, and a busy machine.
            assertThat(millis).isLessThan(4_000);
        } finally {
            second.close();
        }
    }

    /** Sends until either of them has got something: then both have partitions. */
    private void awaitShared(Work other) {
        await().atMost(ofSeconds(30)).until(() -> {
            for (int i = 0; i < config.partitions(); i++) {
                send(i, "before");
            }
            return !work.seen.isEmpty() && !other.seen.isEmpty();
        });
    }

    private static List<String> after(Work work) {
        return work.values().stream()
                .filter(value -> value.startsWith("after "))
                .toList();
    }

    @Test
    void partitionWithTooMuchUnfinishedIsPausedUntilHalfOfItIsDone() {
        // Given
        int most = 10;
        int polled = 500; // what one poll may bring on top
        start(most);
        for (int i = 0; i < most + 2 * polled; i++) {
            send("record " + i);
        }
        await().atMost(ofSeconds(20)).until(() -> work.stages.size() >= most);
        int before = work.stages.size();
        assertThat(before).isLessThan(most + polled);
        // When
        work.open = false;
        List.copyOf(work.stages).forEach(stage -> stage.complete(null));
        // Then
        await().atMost(ofSeconds(20)).until(() -> work.seen.size() == most + 2 * polled);
        assertThat(loop.alive()).isTrue();
    }

    @Test
    void recordWhoseWorkFailsIsBuriedAndTheNextOneGoesOn() {
        // Given
        start(100);
        send("good");
        send("bad");
        send("good too");
        await().atMost(ofSeconds(20)).until(() -> work.stages.size() == 3);
        double before = dead();
        // When
        work.stages.get(1).completeExceptionally(new IllegalStateException("a fault"));
        work.stages.get(0).complete(null);
        work.stages.get(2).complete(null);
        // Then
        await().atMost(ofSeconds(20)).until(() -> dead() == before + 1);
        loop.close();
        work.seen.clear();
        start(100);
        send("later");
        await().atMost(ofSeconds(20)).until(() -> !work.seen.isEmpty());
        assertThat(work.values()).containsExactly("later");
    }

    @Test
    void loopsThatEndTogetherTakeNoMoreRecordsFromThenOnHoweverManyThereAreAndHoweverLongEachWaits() throws Exception {
        // Given
        int more = Runtime.getRuntime().availableProcessors() + 2;
        List<ConsumerLoop> loops = IntStream.range(0, more)
                .mapToObj(i -> new ConsumerLoop(
                        new ConsumerSettings("loop-test-" + i, topic, topic + i, true, 100, 1_000_000, Duration.ZERO),
                        config,
                        topics,
                        deadLetters,
                        meters,
                        work))
                .toList();
        var set = new ConsumerSet(loops);
        set.start();
        send("record");
        await().atMost(ofSeconds(30)).until(() -> work.stages.size() == more); // each has one that stays open
        // When
        Thread closing = new Thread(set::close);
        closing.start();
        // Then
        await().atMost(ofSeconds(2)).until(() -> loops.stream().noneMatch(ConsumerLoop::running));
        work.stages.forEach(stage -> stage.complete(null));
        closing.join(ofSeconds(30).toMillis());
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void whoAwaitsTheEndIsToldWhenAllIsReadAndNotWhileAPartitionIsPaused() {
        // Given: more than may be unfinished
        int all = 2_000;
        for (int i = 0; i < all; i++) {
            send(i % 2, "record " + i);
        }
        producer.flush();
        work.awaitsEnd = true;
        start(10);
        await().atMost(ofSeconds(20)).until(() -> work.stages.size() >= 10);
        // When
        work.open = false;
        List.copyOf(work.stages).forEach(stage -> stage.complete(null));
        // Then
        await().atMost(ofSeconds(20)).until(() -> !work.seenAtTheEnd.isEmpty());
        assertThat(work.seenAtTheEnd).containsExactly(all);
    }

    @Test
    void aBrokerThatAnswersNothingIsNoEnd() throws Exception {
        // Given
        work.open = false;
        work.awaitsEnd = true;
        start(100);
        send("record");
        await().atMost(ofSeconds(20)).until(() -> work.seenAtTheEnd.contains(1));
        int before = work.seenAtTheEnd.size();
        // When
        stack.process("kafka").signal("STOP");
        try {
            work.awaitsEnd = true;
            // Then
            await().during(ofMillis(500)).atMost(ofSeconds(20)).until(() -> work.seenAtTheEnd.size() == before);
        } finally {
            stack.process("kafka").signal("CONT");
        }
        await().atMost(ofSeconds(20)).until(() -> work.seenAtTheEnd.size() > before);
    }

    private double dead() {
        return meters.counter("kafka.consumer.dead", "topic", topic, "consumer", "loop-test")
                .count();
    }

    private void start(int maxUnfinished) {
        loop = loop(work, maxUnfinished);
        loop.start();
    }

    private ConsumerLoop loop(ConsumerLoop.Handler handler, int maxUnfinished) {
        return new ConsumerLoop(
                new ConsumerSettings("loop-test", topic, topic, true, maxUnfinished, 1_000_000, Duration.ZERO),
                config,
                topics,
                deadLetters,
                meters,
                handler);
    }

    private void send(String value) {
        send(0, value);
    }

    private void send(int partition, String value) {
        producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8)));
    }
}
