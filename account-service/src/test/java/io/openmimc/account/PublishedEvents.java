package io.openmimc.account;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AppChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that is in the topics, from their beginning. For one thread. */
public final class PublishedEvents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<AppChanged> apps = new ArrayList<>();
    private final List<AccountChanged> accounts = new ArrayList<>();

    public PublishedEvents(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(Topics.APPS, Topics.ACCOUNTS).stream()
                .map(topic -> await().pollInSameThread()
                        .atMost(PATIENCE)
                        .until(() -> consumer.partitionsFor(topic), found -> !found.isEmpty())) // it is being made
                .flatMap(Collection::stream)
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    public List<AppChanged> ofApp(long appId) {
        read();
        return apps.stream().filter(e -> e.getAppId() == appId).toList();
    }

    public List<AccountChanged> ofAccounts(long appId) {
        read();
        return accounts.stream().filter(e -> e.getAppId() == appId).toList();
    }

    private void read() {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (record.topic().equals(Topics.APPS)) {
                    apps.add(AppChanged.parseFrom(record.value()));
                } else {
                    accounts.add(AccountChanged.parseFrom(record.value()));
                }
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
