package io.openmimc.kit.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds out when a handler that awaits it has been given all that is on the log. What a consumer knows of the end is of its last
 * fetch, so a slow fetch looks like a log with nothing on it: the brokers are asked. Not over the consumer's connections, as
 * there a broker answers one request at a time, and a fetch waits for half a second. Confined to the loop's thread.
 */
final class LogEnd {
    private static final long UNKNOWN = -1;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicSetup topics;
    private final ConsumerLoop.Handler handler;
    private CompletableFuture<?> asked = CompletableFuture.completedFuture(null);

    LogEnd(Consumer<byte[], byte[]> consumer, TopicSetup topics, ConsumerLoop.Handler handler) {
        this.consumer = consumer;
        this.topics = topics;
        this.handler = handler;
    }

    /** To be called when a poll has brought nothing. */
    void look() {
        if (!asked.isDone() || !handler.awaitsEnd()) {
            return;
        }
        Map<TopicPartition, Long> positions = positions();
        if (positions.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        asked = topics.atEnd(positions)
                .thenAccept(end -> {
                    if (end) {
                        handler.caughtUp(now);
                    }
                })
                .toCompletableFuture();
    }

    /** How far each partition is read; empty where there is known to be more, or nothing is known. */
    private Map<TopicPartition, Long> positions() {
        if (!consumer.paused().isEmpty()) {
            return Map.of(); // nothing of them is fetched
        }
        Map<TopicPartition, Long> positions = new HashMap<>();
        try {
            for (TopicPartition partition : consumer.assignment()) {
                if (consumer.currentLag(partition).orElse(UNKNOWN) != 0) {
                    return Map.of();
                }
                positions.put(partition, consumer.position(partition, Duration.ZERO));
            }
        } catch (TimeoutException e) {
            return Map.of(); // its leader has just changed
        }
        return positions;
    }
}
