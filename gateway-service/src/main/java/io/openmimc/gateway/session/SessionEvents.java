package io.openmimc.gateway.session;

import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Transport;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.SessionChanged;
import io.openmimc.proto.events.SessionChanged.Change;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code mimc.sessions}. The events are for analytics: while Kafka is away, up to {@link #MAX_WAITING} wait, later
 * ones are lost and counted; no login waits for them.
 */
@Singleton
class SessionEvents {
    private static final Logger LOG = Logger.getLogger(SessionEvents.class);
    private static final int MAX_WAITING = 10_000;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(1);

    private final KafkaConfig config;
    private final SessionMetrics metrics;
    /** One thread, which may block where the producer does. */
    private final ThreadPoolExecutor writer =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                Thread thread = new Thread(task, "session-events");
                thread.setDaemon(true);
                return thread;
            });

    private @Nullable Producer<byte[], byte[]> producer; // of the writer's thread, and of who saw that end

    SessionEvents(KafkaConfig config, TopicSetup topics, SessionMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        var unused = topics.ensure(List.of(Topics.SESSIONS));
    }

    void online(Sender who, Transport transport, long atMs) {
        write(who, event(who, Change.ONLINE, transport, atMs).build());
    }

    void away(Sender who, Transport transport, long atMs, CloseReason reason) {
        write(
                who,
                event(who, Change.AWAY, transport, atMs).setReason(reason.tag()).build());
    }

    private static SessionChanged.Builder event(Sender who, Change change, Transport transport, long atMs) {
        return SessionChanged.newBuilder()
                .setAppId(who.appId())
                .setAccount(AccountRef.newBuilder().setUuid(who.uuid()).setAccount(who.account()))
                .setResource(who.resource())
                .setChange(change)
                .setTimestamp(atMs)
                .setTransport(transport.tag());
    }

    private void write(Sender who, SessionChanged event) {
        try {
            writer.execute(() -> produce(Topics.key(who.uuid()), event.toByteArray()));
        } catch (RejectedExecutionException e) {
            metrics.eventsLost(1); // full, or closed already
        }
    }

    private void produce(byte[] key, byte[] value) {
        try {
            if (producer == null) {
                producer = ProducerSettings.background("gateway-sessions").open(config);
            }
            producer.send(new ProducerRecord<>(Topics.SESSIONS, key, value), (written, failure) -> {
                if (failure != null) {
                    lost(failure);
                }
            });
        } catch (KafkaException e) {
            lost(e);
        }
    }

    private void lost(Exception failure) {
        metrics.eventsLost(1);
        LOG.warnf("session event lost topic=%s error=%s", Topics.SESSIONS, failure.getMessage());
    }

    /** What waits is still written, if that takes no longer than {@link #CLOSE_LIMIT}; the rest is counted as lost. */
    @PreDestroy
    void close() throws InterruptedException {
        writer.shutdown();
        if (!writer.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            int waiting = writer.shutdownNow().size();
            LOG.warnf("session events lost at shutdown topic=%s count=%d", Topics.SESSIONS, waiting);
            metrics.eventsLost(waiting);
            // The producer is the writer's: what it is at ends at once, as it is interrupted.
            if (!writer.awaitTermination(INTERRUPT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("session events: the writer does not end, its producer is left open");
                return;
            }
        }
        if (producer != null) {
            producer.close(CLOSE_LIMIT); // sends what it holds
        }
    }
}
