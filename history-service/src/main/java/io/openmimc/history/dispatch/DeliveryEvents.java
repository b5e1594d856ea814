package io.openmimc.history.dispatch;

import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.MessageDelivered;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes {@code mimc.deliveries}: what became of a message. Its queue is as long as dispatch's windows, no longer. */
@Singleton
class DeliveryEvents {
    private static final Logger LOG = Logger.getLogger(DeliveryEvents.class);
    /** No device waits for an event. */
    private static final Duration LINGER = Duration.ofMillis(50);

    private final KafkaConfig config;
    private final TopicSetup topics;
    private final Retries retries;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "delivery-events");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Producer<byte[], byte[]> producer; // confined to the writer: its send may block

    DeliveryEvents(KafkaConfig config, TopicSetup topics, Retries retries) {
        this.config = config;
        this.topics = topics;
        this.retries = retries;
    }

    @PostConstruct
    void start() {
        var unused = topics.ensure(List.of(Topics.DELIVERIES));
    }

    /** Completes when the event is durable; tries until it is. Never blocks. */
    CompletionStage<Void> publish(long key, MessageDelivered event) {
        byte[] value = event.toByteArray();
        return retries.untilDone(
                "deliveries", () -> write(new ProducerRecord<>(Topics.DELIVERIES, Topics.key(key), value)));
    }

    private CompletionStage<Void> write(ProducerRecord<byte[], byte[]> event) {
        var done = new CompletableFuture<Void>();
        try {
            writer.execute(() -> {
                try {
                    open().send(event, (metadata, failure) -> {
                        if (failure == null) {
                            done.complete(null);
                        } else {
                            done.completeExceptionally(unavailable(failure));
                        }
                    });
                } catch (KafkaException e) {
                    done.completeExceptionally(unavailable(e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(unavailable(e));
        }
        return done;
    }

    private Producer<byte[], byte[]> open() {
        if (producer == null) {
            producer = ProducerSettings.background("delivery-events")
                    .lingering(LINGER)
                    .open(config);
        }
        return producer;
    }

    private static ImException unavailable(Exception failure) {
        LOG.debugf("delivery event not written reason=%s", failure.getMessage());
        return new ImException(ErrorCode.UNAVAILABLE, "the message log does not answer");
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
