package io.openmimc.kit.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Sends what is in the outbox, on a thread of its own: at once after a change made here, else every {@link #POLL}, which
 * finds what a replica left behind that died. While Kafka or PostgreSQL is away the events wait in their table. A service
 * makes one bean of this class, starts it, and stops it before its data source closes.
 *
 * <p>Metrics: {@code <service>.outbox.failures}, {@code <service>.outbox.delay} (from the change to its event in Kafka).
 */
public final class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** While another replica sends, and may have looked before our change was there. */
    private static final Duration NEXT_TURN = Duration.ofMillis(20);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LEAVE = Duration.ofSeconds(8);

    private final OutboxTable table;
    private final DataSource database;
    private final KafkaConfig kafka;
    private final TopicSetup topics;
    private final Clock clock = Clock.systemUTC();
    private final Counter failures;
    private final Timer delay;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean running = true;

    public OutboxRelay(
            OutboxTable table, DataSource database, KafkaConfig kafka, TopicSetup topics, MeterRegistry metrics) {
        this.table = table;
        this.database = database;
        this.kafka = kafka;
        this.topics = topics;
        this.failures = metrics.counter(table.service() + ".outbox.failures");
        this.delay = Timer.builder(table.service() + ".outbox.delay")
                .description("from the change to its event in Kafka")
                .register(metrics);
        this.thread = new Thread(this::run, table.service() + "-outbox");
    }

    /** Begins as soon as the Kafka topics are there; never blocks. */
    public void start() {
        topics.ensure(table.topics()).thenRun(thread::start);
    }

    /** Says that a change was committed, so its event need not wait for the next poll. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release(); // one too many does no harm
        }
    }

    /** Ends after the batch under way, at the latest after 8 s. */
    public void stop() {
        running = false;
        wake.release();
        try {
            thread.join(LEAVE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (running) {
                try {
                    relay();
                } catch (RuntimeException | Error e) {
                    // Thrown on, it would end the thread, and no event would be sent until the service is started
                    // again.
                    failures.increment();
                    LOG.errorf(e, "outbox failed, beginning anew service=%s", table.service());
                    sleepUnlessStopped();
                }
            }
        } catch (InterruptedException e) {
            LOG.warnf("outbox interrupted, its events stay in their table service=%s", table.service());
        }
    }

    private void relay() throws InterruptedException {
        ProducerSettings settings = ProducerSettings.background(thread.getName());
        try (Producer<byte[], byte[]> producer = settings.open(kafka)) {
            OutboxBatch batch = new OutboxBatch(
                    table, database, producer, settings.deliveryTimeout().toMillis());
            boolean changed = false;
            while (running) {
                OutboxBatch.Outcome outcome = send(batch);
                changed = changed && !outcome.turn();
                // What was sent filled a batch perhaps: then there is more.
                if (running && outcome.sent().isEmpty()) {
                    changed |= sleep(changed ? NEXT_TURN : POLL);
                }
            }
        }
    }

    private OutboxBatch.Outcome send(OutboxBatch batch) throws InterruptedException {
        try {
            OutboxBatch.Outcome outcome = batch.send();
            long now = clock.millis();
            outcome.sent().forEach(event -> delay.record(Duration.ofMillis(Math.max(0, now - event.createdAt()))));
            return outcome;
        } catch (SQLException | ExecutionException | TimeoutException | KafkaException e) {
            failures.increment();
            LOG.warnf("events stay in the outbox for now service=%s reason=%s", table.service(), e.getMessage());
            sleepUnlessStopped();
            return new OutboxBatch.Outcome(true, List.of());
        }
    }

    private void sleepUnlessStopped() throws InterruptedException {
        // stop() only sets a flag and wakes us: this wait ends early for it.
        if (running) {
            sleep(AFTER_FAILURE);
        }
    }

    /** Whether somebody woke us. */
    private boolean sleep(Duration most) throws InterruptedException {
        boolean woken = wake.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
        if (woken) {
            wake.drainPermits();
        }
        return woken;
    }
}
