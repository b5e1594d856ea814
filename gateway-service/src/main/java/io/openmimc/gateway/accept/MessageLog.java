package io.openmimc.gateway.accept;

import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.kit.batch.Bursts;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.KafkaRefusals;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.proto.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes to {@code mimc.messages}. Never blocks: what the producer would wait for (the topic's metadata, buffer space) fails
 * the record instead, and a thread in the background keeps the metadata known.
 */
@Singleton
class MessageLog {
    private static final Logger LOG = Logger.getLogger(MessageLog.class);
    /** The producer forgets a topic that was not used for five minutes. */
    private static final Duration KEEP_KNOWN = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** Of one partition in one request. */
    private static final int BATCH_BYTES = 128 * 1024;

    private record Waiting(long key, byte[] value, Callback callback) {}

    private final KafkaConfig kafka;
    private final TopicSetup topics;
    private final Map<String, Object> properties;
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "message-log");
        thread.setDaemon(true);
        return thread;
    });
    private final Bursts<Waiting> bursts;
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private volatile boolean known;

    MessageLog(AcceptConfig config, KafkaConfig kafka, TopicSetup topics, EventLoops loops) {
        this.kafka = kafka;
        this.topics = topics;
        properties = new ProducerSettings(
                        "gateway-accept",
                        Duration.ZERO,
                        config.requestTimeout(),
                        config.deliveryTimeout(),
                        Duration.ZERO,
                        config.producerBuffer().asLongValue())
                .properties(kafka);
        // What comes while a request is on its way waits and goes out together.
        // docs/adr/0013-one-request-to-a-broker.md
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        bursts = new Bursts<>(config.pause(), System::nanoTime, loops::after, burst -> burst.forEach(this::send));
    }

    /** No producer before Kafka has answered: one whose first request is refused, its user not being there yet, is lost. */
    void start(@Observes StartupEvent started) {
        topics.ensure(List.of(Topics.MESSAGES)).thenRun(() -> background.execute(this::open));
    }

    /** Whether records can be written, as far as is known without trying. */
    boolean ready() {
        return known;
    }

    /**
     * Appends a record; records with one key keep the order of the calls. What waits for its burst is bounded by what the
     * {@link Acceptor} lets in.
     *
     * @param callback called once, on a thread of the producer, on another caller's or in this call: the exception is null
     *     when all in-sync replicas have the record
     */
    void append(long key, byte[] value, Callback callback) {
        bursts.add(new Waiting(key, value, callback));
    }

    private void send(Waiting record) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            record.callback.onCompletion(null, new TimeoutException("no producer yet"));
            return;
        }
        try {
            open.send(new ProducerRecord<>(Topics.MESSAGES, Topics.key(record.key), record.value), record.callback);
        } catch (KafkaException | IllegalStateException e) { // the latter once it is closed
            record.callback.onCompletion(null, e);
        }
    }

    private void open() {
        try {
            producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) { // a host name that is not known yet
            LOG.warnf("no kafka producer yet, trying again bootstrap=%s cause=%s", kafka.bootstrap(), e.getCause());
            background.schedule(this::open, 1, TimeUnit.SECONDS);
            return;
        }
        keepKnown();
    }

    private void keepKnown() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            return;
        }
        Duration pause = KEEP_KNOWN;
        try {
            open.partitionsFor(Topics.MESSAGES);
            known = true;
        } catch (TimeoutException e) { // it is fetched meanwhile
            pause = AGAIN;
        } catch (RuntimeException e) { // whatever it is: there must be a next time
            LOG.warnf(
                    "the log is not usable, trying again topic=%s reason=%s",
                    Topics.MESSAGES, KafkaRefusals.reason(e, kafka));
            pause = AGAIN;
        }
        background.schedule(this::keepKnown, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What was sent is still written. */
    @PreDestroy
    void close() {
        background.shutdownNow();
        Producer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(CLOSE);
        }
    }
}
