package io.openmimc.kit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.proto.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts records that cannot be handled into {@code <topic>.dead}: key, value and headers as they were, and the headers
 * {@code dead-reason}, {@code dead-consumer} (text), {@code dead-partition} (4 bytes), {@code dead-offset} (8 bytes).
 * Counted in {@code kafka.consumer.dead}: an alarm belongs on it.
 */
@Singleton
public class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final KafkaConfig config;
    private final MeterRegistry meters;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "dead-letters");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Producer<byte[], byte[]> producer; // confined to the writer: its send may block

    public DeadLetters(KafkaConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    /** Completes when the record is durable in the dead letters; tries until it is. Never blocks. */
    CompletionStage<Void> bury(String consumer, ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.errorf(
                "record cannot be handled, to the dead letters consumer=%s topic=%s partition=%d offset=%d reason=%s",
                consumer, record.topic(), record.partition(), record.offset(), reason);
        meters.counter("kafka.consumer.dead", "topic", record.topic(), "consumer", consumer)
                .increment();
        var headers = new RecordHeaders(record.headers());
        headers.add("dead-reason", reason.getBytes(UTF_8));
        headers.add("dead-consumer", consumer.getBytes(UTF_8));
        headers.add(
                "dead-partition",
                ByteBuffer.allocate(4).putInt(record.partition()).array());
        headers.add(
                "dead-offset", ByteBuffer.allocate(8).putLong(record.offset()).array());
        var done = new CompletableFuture<Void>();
        write(new ProducerRecord<>(Topics.dead(record.topic()), null, record.key(), record.value(), headers), done);
        return done;
    }

    private void write(ProducerRecord<byte[], byte[]> letter, CompletableFuture<Void> done) {
        try {
            writer.execute(() -> send(letter, done));
        } catch (RejectedExecutionException e) {
            LOG.debugf("dead letter left unfinished, its record is read again topic=%s", letter.topic()); // closed
        }
    }

    private void send(ProducerRecord<byte[], byte[]> letter, CompletableFuture<Void> done) {
        try {
            if (producer == null) {
                producer = ProducerSettings.background("dead-letters").open(config);
            }
            producer.send(letter, (metadata, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    again(letter, done, failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) { // the latter once it is closed
            again(letter, done, e);
        }
    }

    private void again(ProducerRecord<byte[], byte[]> letter, CompletableFuture<Void> done, Exception failure) {
        LOG.warnf("dead letter not written, trying again topic=%s reason=%s", letter.topic(), failure.getMessage());
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> write(letter, done));
    }

    @PreDestroy
    void close() {
        writer.execute(() -> {
            if (producer != null) {
                producer.close(Duration.ofSeconds(2));
            }
        });
        writer.shutdown();
    }
}
