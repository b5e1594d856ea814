package io.openmimc.kit.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that is told of a record's success only when every in-sync replica has it, and that writes no record twice.
 *
 * @param clientId what the broker's logs and metrics call it
 * @param linger how long a record may wait for company; zero sends at once
 * @param requestTimeout when a request is given up and tried again
 * @param deliveryTimeout when a record is given up; at least {@code linger + requestTimeout}
 * @param maxBlock how long {@code send} may block while metadata or buffer space is missing: keep it off event loops
 * @param bufferBytes memory for records not yet sent
 */
public record ProducerSettings(
        String clientId,
        Duration linger,
        Duration requestTimeout,
        Duration deliveryTimeout,
        Duration maxBlock,
        long bufferBytes) {

    /** A payload may have 1 MiB (an app's setting), more than Kafka takes by default; the rest is names and headers. */
    static final int MAX_REQUEST_BYTES = 1024 * 1024 + 256 * 1024;

    /** For writers in the background that try again for themselves: no linger, 10 s a record, 16 MiB. */
    public static ProducerSettings background(String clientId) {
        return new ProducerSettings(
                clientId,
                Duration.ZERO,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                16L * 1024 * 1024);
    }

    /** The same with another {@link #linger}. */
    public ProducerSettings lingering(Duration linger) {
        return new ProducerSettings(clientId, linger, requestTimeout, deliveryTimeout, maxBlock, bufferBytes);
    }

    /** For {@link KafkaProducer}; the map may be changed. */
    public Map<String, Object> properties(KafkaConfig config) {
        Map<String, Object> properties = KafkaAccess.properties(config);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) requestTimeout.toMillis());
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
        // A restarted broker is found again within half a second.
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
        properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }

    /** A new producer; the caller closes it. */
    public Producer<byte[], byte[]> open(KafkaConfig config) {
        return new KafkaProducer<>(properties(config), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
