package io.openmimc.kit.kafka;

import io.openmimc.kit.setup.SetupConfig;
import io.openmimc.kit.setup.SetupException;
import io.openmimc.kit.setup.SetupMode;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, or waits until they were created, as {@link SetupConfig} says. A topic that exists stays
 * as it is; how it differs from what is set is told.
 */
@Singleton
public class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final KafkaAdmin admin;
    private final TopicSettings settings;
    private final SetupMode mode;
    private final TopicLeaders leaders;
    private final Set<String> told = ConcurrentHashMap.newKeySet(); // as many as there are topics
    private volatile boolean closed;

    @Inject
    TopicSetup(KafkaAdmin admin, KafkaConfig config, SetupConfig setup) {
        this(admin, TopicSettings.of(config), setup.mode());
    }

    TopicSetup(KafkaAdmin admin, TopicSettings settings, SetupMode mode) {
        this.admin = admin;
        this.settings = settings;
        this.mode = mode;
        this.leaders = new TopicLeaders(admin);
    }

    /**
     * Completes when all of them exist and their leaders, if they can be reached, know of it; tries again every second
     * until Kafka answers. Never blocks.
     */
    public CompletionStage<Void> ensure(Collection<String> topics) {
        return (mode == SetupMode.AWAIT ? found(topics) : create(topics).thenAccept(created -> {}))
                .thenCompose(there -> leaders.answer(topics))
                .thenRun(() -> tellDifferences(topics))
                .handle((done, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (closed) {
                        return CompletableFuture.<Void>failedFuture(failure);
                    }
                    // Who waits for others to make them is told once for all, by Setup.
                    LOG.logf(
                            mode == SetupMode.AWAIT ? Logger.Level.DEBUG : Logger.Level.WARN,
                            "topics not there yet, trying again topics=%s reason=%s",
                            topics,
                            reason(failure));
                    return CompletableFuture.supplyAsync(() -> ensure(topics), LATER)
                            .thenCompose(again -> again);
                })
                .thenCompose(result -> result);
    }

    /** Those of them that do not exist, in their order. Fails while Kafka does not answer. */
    CompletionStage<List<String>> missing(Collection<String> topics) {
        try {
            return admin.client().listTopics().names().toCompletionStage().thenApply(names -> topics.stream()
                    .filter(topic -> !names.contains(topic))
                    .toList());
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> found(Collection<String> topics) {
        return missing(topics).thenAccept(missing -> {
            if (!missing.isEmpty()) {
                throw new IllegalStateException("nobody has made " + missing);
            }
        });
    }

    /** Creates those that do not exist, once; answers which. Fails while Kafka does not answer. */
    CompletionStage<List<String>> create(Collection<String> topics) {
        var wanted = topics.stream().map(settings::topic).toList();
        try {
            List<CompletableFuture<Optional<String>>> created =
                    admin.client().createTopics(wanted).values().entrySet().stream()
                            .map(topic ->
                                    created(topic.getKey(), topic.getValue().toCompletionStage()))
                            .toList();
            return CompletableFuture.allOf(created.toArray(CompletableFuture[]::new))
                    .thenApply(done -> created.stream()
                            .map(CompletableFuture::join)
                            .flatMap(Optional::stream)
                            .toList());
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<Optional<String>> created(String topic, CompletionStage<Void> creation) {
        return creation.handle((done, failure) -> {
                    if (failure == null) {
                        LOG.infof("topic created topic=%s", topic);
                        return Optional.of(topic);
                    }
                    if (cause(failure) instanceof TopicExistsException) {
                        return Optional.<String>empty();
                    }
                    if (cause(failure) instanceof InvalidReplicationFactorException) {
                        throw new SetupException("there are fewer brokers than copies of a topic are to be (set"
                                + " OPENMIMC_KAFKA_REPLICATION to what they can hold): "
                                + cause(failure).getMessage());
                    }
                    throw new CompletionException(cause(failure));
                })
                .toCompletableFuture();
    }

    /** How topics that exist differ from what is set, a line each. Fails while Kafka does not answer. */
    CompletionStage<List<String>> differences(Collection<String> topics) {
        return new TopicDifferences(admin.client(), settings).of(topics);
    }

    private void tellDifferences(Collection<String> topics) {
        List<String> untold = topics.stream().filter(told::add).toList();
        if (!untold.isEmpty()) {
            differences(untold).whenComplete((lines, failure) -> {
                if (failure == null) {
                    lines.forEach(LOG::warn);
                } else {
                    untold.forEach(told::remove);
                    LOG.debugf("not known how topics are set topics=%s reason=%s", untold, reason(failure));
                }
            });
        }
    }

    /**
     * Whether there is nothing on these partitions from the given offsets on.
     *
     * @return false when Kafka does not answer within a second; never fails
     */
    CompletionStage<Boolean> atEnd(Map<TopicPartition, Long> offsets) {
        return leaders.atEnd(offsets).exceptionally(failure -> false);
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private String reason(Throwable failure) {
        return admin.reason(cause(failure));
    }

    @PreDestroy
    void close() {
        closed = true;
        leaders.close();
    }
}
