package io.openmimc.topic.cleanup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.kit.kafka.ConsumerLoops;
import io.openmimc.kit.kafka.ConsumerSet;
import io.openmimc.kit.kafka.ConsumerSettings;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Hears of deleted apps and accounts, as the consumer groups {@value #APPS} and {@value #ACCOUNTS}; topics of the former are
 * dismissed, the latter leave theirs. What was heard is in the database before the offset moves; jobs work it off, so a large
 * app holds up no event. Alive while its consumers are.
 */
@Liveness
@Singleton
class CleanUp implements HealthCheck {
    static final String APPS = "topic-cleanup";
    static final String ACCOUNTS = "topic-departures";

    private static final Logger LOG = Logger.getLogger(CleanUp.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final CompletionStage<Void> NOTHING_TO_DO = CompletableFuture.completedFuture(null);

    private final DeletedApps apps;
    private final DeletedAccounts accounts;
    private final ConsumerSet consumers;
    private volatile boolean stopping;

    CleanUp(DeletedApps apps, DeletedAccounts accounts, ConsumerLoops make, Setup setup) {
        this.apps = apps;
        this.accounts = accounts;
        this.consumers = new ConsumerSet(
                "its tables and topics",
                setup.done(),
                List.of(
                        make.loop(ConsumerSettings.durable(Topics.APPS, APPS), records -> each(records, this::app)),
                        make.loop(
                                ConsumerSettings.durable(Topics.ACCOUNTS, ACCOUNTS),
                                records -> each(records, this::account))));
    }

    void start(@Observes StartupEvent started) {
        consumers.start();
    }

    /** Before what it needs is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent ending) {
        stopping = true;
        consumers.close();
    }

    /** What is to be remembered of one record; empty: nothing. */
    private interface Reader {
        Optional<Uni<Void>> read(byte[] value) throws InvalidProtocolBufferException;
    }

    private static List<CompletionStage<Void>> each(List<ConsumerRecord<byte[], byte[]>> records, Reader reader) {
        return records.stream().map(record -> handle(record.value(), reader)).toList();
    }

    private static CompletionStage<Void> handle(byte[] value, Reader reader) {
        try {
            return reader.read(value).map(CleanUp::persistently).orElse(NOTHING_TO_DO);
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.failedStage(
                    new UnreadableRecordException("not the event that belongs here: " + e.getMessage()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e); // thrown on, it would end the consumer for all records
        }
    }

    private static CompletionStage<Void> persistently(Uni<Void> remembering) {
        return remembering
                .onFailure(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .subscribeAsCompletionStage();
    }

    private Optional<Uni<Void>> app(byte[] value) throws InvalidProtocolBufferException {
        AppChanged event = AppChanged.parseFrom(value);
        return event.getChange() == AppChanged.Change.DELETED
                ? Optional.of(apps.remember(event.getAppId()))
                : Optional.empty();
    }

    private Optional<Uni<Void>> account(byte[] value) throws InvalidProtocolBufferException {
        AccountChanged event = AccountChanged.parseFrom(value);
        return event.getChange() == AccountChanged.Change.DELETED
                ? Optional.of(
                        accounts.remember(event.getAppId(), event.getAccount().getUuid()))
                : Optional.empty();
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> cleanUpApps() {
        return whileThereIsMore(apps::cleanSome, "topics of deleted apps stay for now reason=%s");
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> cleanUpAccounts() {
        return whileThereIsMore(accounts::cleanSome, "deleted accounts stay in topics for now reason=%s");
    }

    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetAccounts() {
        return whileThereIsMore(
                () -> accounts.forgetOld().replaceWith(false), "deleted accounts are remembered for now reason=%s");
    }

    private Uni<Void> whileThereIsMore(Supplier<Uni<Boolean>> step, String failed) {
        return Uni.createFrom()
                .deferred(() -> stopping ? Uni.createFrom().item(false) : step.get())
                .repeat()
                .whilst(more -> more)
                .onItem()
                .ignoreAsUni()
                .onFailure()
                .invoke(e -> LOG.warnf(failed, e.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    @Override
    public HealthCheckResponse call() {
        return consumers.health();
    }
}
