package io.openmimc.kit.kafka;

import io.openmimc.kit.rpc.Failures;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** The brokers that lead the partitions of topics. */
final class TopicLeaders {
    private static final Logger LOG = Logger.getLogger(TopicLeaders.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ANSWER_MS = 1_000;
    private static final Executor SOON = CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS);

    private final KafkaAdmin admin;
    private volatile boolean closed;

    TopicLeaders(KafkaAdmin admin) {
        this.admin = admin;
    }

    /**
     * Waits until the leader of every partition takes requests. Right after a topic was made it may refuse a producer's
     * first batch and take the second; then the first is out of order until it is given up. A partition that stays
     * without its leader must not keep anybody from using the others, so this ends after a few seconds all the same.
     */
    CompletionStage<Void> answer(Collection<String> topics) {
        return answer(topics, System.nanoTime() + PATIENCE.toNanos());
    }

    private CompletionStage<Void> answer(Collection<String> topics, long untilNanos) {
        return offsets(topics)
                .handle((offsets, failure) -> {
                    if (failure == null || closed) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (System.nanoTime() - untilNanos >= 0) {
                        LOG.infof(
                                "not all leaders answer topics=%s reason=%s",
                                topics, admin.reason(TopicSetup.cause(failure)));
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return CompletableFuture.supplyAsync(() -> answer(topics, untilNanos), SOON)
                            .thenCompose(again -> again);
                })
                .thenCompose(result -> result);
    }

    private CompletionStage<?> offsets(Collection<String> topics) {
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

    /** Whether there is nothing on these partitions from the given offsets on. Fails when not all leaders answer within a second. */
    CompletionStage<Boolean> atEnd(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        offsets.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return Failures.caught(() -> admin.client()
                        .listOffsets(latest, new ListOffsetsOptions().timeoutMs(ANSWER_MS))
                        .all()
                        .toCompletionStage())
                .thenApply(ends -> offsets.entrySet().stream()
                        .allMatch(read ->
                                Objects.requireNonNull(ends.get(read.getKey())).offset() <= read.getValue()));
    }

    void close() {
        closed = true;
    }
}
