package io.openmimc.topic.cleanup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.ConsumerSettings;
import io.openmimc.kit.kafka.DeadLetters;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Hears of deleted apps, as the consumer group {@value #GROUP}, and dismisses their topics. What was heard is in the
 * database before the offset moves; a job works it off, so a large app holds up no event. Alive while its consumer is.
 */
@Liveness
@Singleton
class CleanUp implements HealthCheck {
    static final String GROUP = "topic-cleanup";

    private static final Logger LOG = Logger.getLogger(CleanUp.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final CompletionStage<Void> NOTHING_TO_DO = CompletableFuture.completedFuture(null);

    private final DeletedApps apps;
    private final ConsumerLoop loop;
    private volatile boolean stopping;

    CleanUp(DeletedApps apps, KafkaConfig kafka, TopicSetup topics, DeadLetters deadLetters, MeterRegistry meters) {
        this.apps = apps;
        this.loop = new ConsumerLoop(
                ConsumerSettings.durable(Topics.APPS, GROUP), kafka, topics, deadLetters, meters, this::handle);
    }

    void start(@Observes StartupEvent started) {
        loop.start();
    }

    /** Before what it needs is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent ending) {
        stopping = true;
        loop.close();
    }

    private List<CompletionStage<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> handle(record.value())).toList();
    }

    private CompletionStage<Void> handle(byte[] value) {
        AppChanged event;
        try {
            event = AppChanged.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.failedStage(new UnreadableRecordException("not an AppChanged: " + e.getMessage()));
        }
        if (event.getChange() != AppChanged.Change.DELETED) {
            return NOTHING_TO_DO;
        }
        return apps.remember(event.getAppId())
                .onFailure(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .subscribeAsCompletionStage();
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> cleanUp() {
        return stopping ? Uni.createFrom().voidItem() : cleanUpMore();
    }

    private Uni<Void> cleanUpMore() {
        return apps.cleanSome()
                .onFailure()
                .invoke(e -> LOG.warnf("topics of deleted apps stay for now reason=%s", e.getMessage()))
                .onFailure()
                .recoverWithItem(false)
                .chain(more -> more ? cleanUp() : Uni.createFrom().voidItem());
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("consumers")
                .withData(loop.name(), loop.alive() ? "alive" : "ended")
                .status(loop.alive())
                .build();
    }
}
