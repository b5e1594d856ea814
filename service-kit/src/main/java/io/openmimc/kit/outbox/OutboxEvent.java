package io.openmimc.kit.outbox;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An event that is not in Kafka yet.
 *
 * @param id its place in the table, which is the order of sending
 * @param createdAt milliseconds since the Unix epoch
 */
public record OutboxEvent(long id, long createdAt, ProducerRecord<byte[], byte[]> record) {
    int bytes() {
        return record.value() == null ? 0 : record.value().length;
    }
}
