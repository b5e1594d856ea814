package io.openmimc.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.setup.SetupException;
import io.openmimc.kit.setup.SetupMode;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What setup does to a real Kafka. */
class TopicsMadeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final LocalStack STACK = new LocalStack();
    private static KafkaAdmin admin;
    private static KafkaConfig config;

    private final TopicSetup starting = setup(new TopicSettings(3, (short) 1, (short) 1), SetupMode.START);
    private final TopicSetup waiting = setup(new TopicSettings(3, (short) 1, (short) 1), SetupMode.AWAIT);
    private final String topic = "made-" + System.nanoTime();

    @BeforeAll
    static void start() {
        STACK.init(Map.of("stores", "kafka"));
        var builder = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(KafkaConfig.class);
        STACK.start().forEach(builder::withDefaultValue);
        config = builder.build().getConfigMapping(KafkaConfig.class);
        admin = new KafkaAdmin(config);
    }

    @AfterAll
    static void stop() {
        admin.close();
        STACK.stop();
    }

    private static TopicSetup setup(TopicSettings settings, SetupMode mode) {
        return new TopicSetup(admin, settings, mode);
    }

    @Test
    void jobsThatRunAtOnceMakeEveryTopicOnce() throws Exception {
        // Given
        var pool = Executors.newFixedThreadPool(3);
        List<Callable<List<String>>> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            KafkaTopics job = new KafkaTopics(setup(new TopicSettings(3, (short) 1, (short) 1), SetupMode.ONLY));
            jobs.add(() -> await().atMost(PATIENCE).ignoreExceptions().until(job::make, made -> true));
        }
        // When
        for (Future<List<String>> job : pool.invokeAll(jobs)) {
            job.get();
        }
        pool.shutdown();
        // Then
        KafkaTopics topics = new KafkaTopics(starting);
        assertThat(topics.missing()).isEmpty();
        assertThat(topics.make())
                .as("nothing is left to make, and nothing differs")
                .isEmpty();
        assertThat(partitions(Topics.MESSAGES)).isEqualTo(3);
    }

    @Test
    void topicThatIsThereStaysAsItIsAndItsDifferencesAreTold() {
        // Given
        made(new NewTopic(topic, 2, (short) 1));
        // When
        assertThat(get(starting.create(List.of(topic)))).isEmpty();
        // Then
        assertThat(partitions(topic)).isEqualTo(2);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        get(starting.differences(List.of(topic))))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("has partitions 2, set is 3", "left as it is"))
                .anySatisfy(line -> assertThat(line).contains("max.message.bytes")));
    }

    @Test
    void whoWaitsForATopicMakesNoneAndGoesOnOnceItIsThere() {
        // Given
        CompletableFuture<Void> there = waiting.ensure(List.of(topic)).toCompletableFuture();
        assertThat(get(waiting.missing(List.of(topic)))).containsExactly(topic);
        assertThat(there).isNotDone();
        // When
        get(starting.ensure(List.of(topic)));
        // Then
        await().atMost(PATIENCE).until(there::isDone);
        assertThat(there).isCompleted();
        assertThat(partitions(topic)).isEqualTo(3);
    }

    @Test
    void moreCopiesThanBrokersAreRefusedWithWhatToDo() {
        TopicSetup three = setup(new TopicSettings(3, (short) 3, (short) 2), SetupMode.ONLY);
        assertThatThrownBy(() -> get(three.create(List.of(topic))))
                .hasCauseInstanceOf(SetupException.class)
                .hasMessageContaining("OPENMIMC_KAFKA_REPLICATION");
    }

    @Test
    void outsideOfDevelopmentThereAreThreeCopiesOfWhichTwoMustHaveARecord() {
        assertThat(TopicSettings.of(config, false)).isEqualTo(new TopicSettings(12, (short) 3, (short) 2));
        assertThat(TopicSettings.of(config, true)).isEqualTo(new TopicSettings(12, (short) 1, (short) 1));
    }

    private static void made(NewTopic topic) {
        get(admin.client().createTopics(List.of(topic)).all().toCompletionStage());
    }

    private static int partitions(String topic) {
        return get(admin.client().describeTopics(List.of(topic)).allTopicNames().toCompletionStage())
                .get(topic)
                .partitions()
                .size();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }
}
