package io.openmimc.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is on the log. */
public final class LogReader implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    public LogReader(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "reconnect.backoff.max.ms", 500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.MESSAGES).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All there is at this moment that matches; of one key in the order of the log. */
    public List<AcceptedMessage> messages(Predicate<AcceptedMessage> matching) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records.stream().map(LogReader::parse).filter(matching).toList();
    }

    /** The key of the record that carries this packet. */
    public byte[] keyOf(String packetId) {
        return records.stream()
                .filter(record -> parse(record).getPacketId().equals(packetId))
                .findFirst()
                .orElseThrow()
                .key();
    }

    private static AcceptedMessage parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return AcceptedMessage.parseFrom(record.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
