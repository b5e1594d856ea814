package io.openmimc.account.outbox;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.proto.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sends what is in the outbox, on a thread of its own: at once after a change made here, else every {@link #POLL}, which
 * finds what a replica left behind that died. While Kafka or PostgreSQL is away the events wait in their table.
 */
@Singleton
public class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LEAVE = Duration.ofSeconds(8);

    private final AgroalDataSource database;
    private final KafkaConfig kafka;
    private final TopicSetup topics;
    private final Clock clock = Clock.systemUTC();
    private final Counter failures;
    private final Timer delay;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "outbox");
    private volatile boolean running = true;

    OutboxRelay(AgroalDataSource database, KafkaConfig kafka, TopicSetup topics, MeterRegistry metrics) {
        this.database = database;
        this.kafka = kafka;
        this.topics = topics;
        this.failures = metrics.counter("account.outbox.failures");
        this.delay = Timer.builder("account.outbox.delay")
                .description("from the change to its event in Kafka")
                .register(metrics);
    }

    void start(@Observes StartupEvent started) {
        topics.ensure(List.of(Topics.APPS, Topics.ACCOUNTS)).thenRun(thread::start);
    }

    /** Says that a change was committed, so its event need not wait for the next poll. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release(); // one too many does no harm
        }
    }

    @PreDestroy
    void stop() throws InterruptedException {
        running = false;
        wake.release();
        thread.join(LEAVE.toMillis());
    }

    private void run() {
        ProducerSettings settings = ProducerSettings.background("account-service-outbox");
        try (Producer<byte[], byte[]> producer = settings.open(kafka)) {
            OutboxBatch batch = new OutboxBatch(
                    database, producer, settings.deliveryTimeout().toMillis());
            while (running) {
                // A full batch says that there is more.
                if (send(batch) < OutboxBatch.MAX_EVENTS
                        && running
                        && wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("outbox interrupted, its events stay in their table");
        }
    }

    private int send(OutboxBatch batch) throws InterruptedException {
        try {
            List<OutboxRow> sent = batch.send();
            long now = clock.millis();
            sent.forEach(row -> delay.record(Duration.ofMillis(Math.max(0, now - row.createdAt()))));
            return sent.size();
        } catch (SQLException | ExecutionException | TimeoutException | KafkaException e) {
            failures.increment();
            LOG.warnf("events stay in the outbox for now reason=%s", e.getMessage());
            // stop() only sets a flag and wakes us: this wait ends early for it.
            if (running && wake.tryAcquire(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
            return 0;
        }
    }
}
