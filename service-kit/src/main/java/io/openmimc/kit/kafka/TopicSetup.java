package io.openmimc.kit.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates the topics that are missing. A topic that exists stays as it is. */
@Singleton
public class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);
    private static final Duration LEADERS = Duration.ofSeconds(5);
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    private static final Executor SOON = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final KafkaAdmin admin;
    private final KafkaConfig config;
    private volatile boolean closed;

    public TopicSetup(KafkaAdmin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
    }

    /**
     * Completes when all of them exist and their leaders, if they can be reached, know of it; tries again every second
     * until Kafka answers. Never blocks.
     */
    public CompletionStage<Void> ensure(Collection<String> topics) {
        return create(topics)
                .thenCompose(created -> led(topics, System.nanoTime() + LEADERS.toNanos()))
                .handle((done, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (closed) {
                        return CompletableFuture.<Void>failedFuture(failure);
                    }
                    LOG.warnf("topics not there yet, trying again topics=%s reason=%s", topics, reason(failure));
                    return CompletableFuture.supplyAsync(() -> ensure(topics), LATER)
                            .thenCompose(again -> again);
                })
                .thenCompose(result -> result);
    }

    private CompletionStage<Void> create(Collection<String> topics) {
        // With three replicas one broker may be lost: acks=all then still means two copies.
        String minInSync = String.valueOf(Math.max(1, config.replication() - 1));
        var wanted = topics.stream()
                .map(topic -> new NewTopic(topic, config.partitions(), config.replication())
                        .configs(Map.of(
                                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                minInSync,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                String.valueOf(ProducerSettings.MAX_REQUEST_BYTES))))
                .toList();
        try {
            var created = admin.client().createTopics(wanted).values().entrySet().stream()
                    .map(topic -> existing(topic.getKey(), topic.getValue().toCompletionStage()))
                    .collect(Collectors.toList());
            return CompletableFuture.allOf(created.toArray(CompletableFuture[]::new));
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<Void> existing(String topic, CompletionStage<Void> creation) {
        return creation.handle((done, failure) -> {
                    if (failure == null) {
                        LOG.infof("topic created topic=%s", topic);
                    } else if (!(cause(failure) instanceof TopicExistsException)) {
                        throw new CompletionException(cause(failure));
                    }
                    return (Void) null;
                })
                .toCompletableFuture();
    }

    /**
     * Waits until the leader of every partition takes requests. Right after a topic was made it may refuse a producer's
     * first batch and take the second; then the first is out of order until it is given up. A partition that stays
     * without its leader must not keep anybody from using the others, so this ends after a few seconds all the same.
     */
    private CompletionStage<Void> led(Collection<String> topics, long untilNanos) {
        return leaders(topics)
                .handle((offsets, failure) -> {
                    if (failure == null || closed) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (System.nanoTime() - untilNanos >= 0) {
                        LOG.infof("not all leaders answer topics=%s reason=%s", topics, reason(failure));
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return CompletableFuture.supplyAsync(() -> led(topics, untilNanos), SOON)
                            .thenCompose(again -> again);
                })
                .thenCompose(result -> result);
    }

    private CompletionStage<?> leaders(Collection<String> topics) {
        return admin.client()
                .describeTopics(topics)
                .allTopicNames()
                .toCompletionStage()
                .thenCompose(found -> {
                    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
                    found.forEach((topic, description) -> description
                            .partitions()
                            .forEach(partition -> partitions.put(
                                    new TopicPartition(topic, partition.partition()), OffsetSpec.latest())));
                    return admin.client().listOffsets(partitions).all().toCompletionStage();
                });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static String reason(Throwable failure) {
        return String.valueOf(cause(failure).getMessage());
    }

    @PreDestroy
    void close() {
        closed = true;
    }
}
