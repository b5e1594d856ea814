package io.openmimc.contact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.proto.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The dead letters of messages from now on. */
final class DeadLetters implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    DeadLetters(KafkaConfig config) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", config.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.dead(Topics.MESSAGES)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Why a consumer gave up what it gave up. */
    List<String> reasons(String name) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
        return records.stream()
                .filter(record -> header(record, "dead-consumer").equals(name))
                .map(record -> header(record, "dead-reason"))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
