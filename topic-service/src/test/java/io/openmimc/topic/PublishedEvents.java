package io.openmimc.topic;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.TopicChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that is in {@code mimc.topics}, from its beginning. For one thread. */
public final class PublishedEvents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicChanged> events = new ArrayList<>();

    public PublishedEvents(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = await()
                .pollInSameThread()
                .atMost(PATIENCE)
                .until(() -> consumer.partitionsFor(Topics.TOPICS), found -> !found.isEmpty()) // it is being made
                .stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Those of a topic that were published so far, in their order. */
    public List<TopicChanged> of(String topicId) {
        read();
        return events.stream()
                .filter(e -> Long.toString(e.getTopicId()).equals(topicId))
                .toList();
    }

    public List<TopicChanged> ofApp(long appId) {
        read();
        return events.stream().filter(e -> e.getAppId() == appId).toList();
    }

    private void read() {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                TopicChanged event = TopicChanged.parseFrom(record.value());
                if (!Arrays.equals(record.key(), Topics.key(event.getTopicId()))) {
                    throw new AssertionError("an event under the key of another topic");
                }
                events.add(event);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("an event that cannot be read", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
