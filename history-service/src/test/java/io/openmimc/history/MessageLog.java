package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.events.MessageDelivered;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Writes the log of messages as gateways do, and reads what becomes of them. */
final class MessageLog implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    final ConcurrentMap<Long, MessageDelivered> deliveries = new ConcurrentHashMap<>();
    final Queue<ConsumerRecord<byte[], byte[]>> dead = new ConcurrentLinkedQueue<>();
    private final Queue<Exception> unwritten = new ConcurrentLinkedQueue<>();
    private final Producer<byte[], byte[]> producer;
    private final Thread reader;
    private volatile boolean running = true;

    MessageLog(KafkaConfig config) {
        producer = ProducerSettings.background("test").open(config);
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", config.bootstrap(), "auto.offset.reset", "latest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = Set.of(Topics.DELIVERIES, Topics.dead(Topics.MESSAGES)).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new org.apache.kafka.common.TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        reader = new Thread(() -> {
            try (consumer) {
                while (running) {
                    consumer.poll(Duration.ofMillis(50)).forEach(this::read);
                }
            }
        });
        reader.start();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topics.DELIVERIES)) {
            try {
                MessageDelivered event = MessageDelivered.parseFrom(record.value());
                deliveries.put(event.getMessage().getSequence(), event);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        } else {
            dead.add(record);
        }
    }

    static AcceptedMessage.Builder message(long from, String fromResource, long to) {
        return messageAt(System.currentTimeMillis(), from, fromResource, to);
    }

    static AcceptedMessage.Builder messageAt(long ms, long from, String fromResource, long to) {
        int number = COUNTER.incrementAndGet();
        return AcceptedMessage.newBuilder()
                .setSequence(Sequence.of(ms, number >> 12 & Sequence.MAX_NODE, number & Sequence.MAX_COUNTER))
                .setTimestamp(ms)
                .setAppId(Neighbours.APP)
                .setKind(Kind.P2P)
                .setFrom(AccountRef.newBuilder().setUuid(from).setAccount("account-" + from))
                .setFromResource(fromResource)
                .setTo(AccountRef.newBuilder().setUuid(to).setAccount("account-" + to))
                .setPacketId("packet-" + number)
                .setIsStore(true)
                .setPayload(ByteString.copyFromUtf8("message " + number + " 你好 🙂"));
    }

    static AcceptedMessage.Builder toTopic(long from, String fromResource, long topic) {
        return message(from, fromResource, 0).setKind(Kind.P2T).clearTo().setTopicId(topic);
    }

    AcceptedMessage send(AcceptedMessage.Builder message) {
        return send(message.build());
    }

    AcceptedMessage send(AcceptedMessage message) {
        long key = message.getKind() == Kind.P2T
                ? message.getTopicId()
                : message.getTo().getUuid();
        send(new ProducerRecord<>(Topics.MESSAGES, Topics.key(key), message.toByteArray()));
        return message;
    }

    /** As if it had been on the log for some time. */
    AcceptedMessage sendAged(int partition, AcceptedMessage message, Duration age) {
        long key = message.getTo().getUuid();
        send(new ProducerRecord<>(
                Topics.MESSAGES,
                partition,
                System.currentTimeMillis() - age.toMillis(),
                Topics.key(key),
                message.toByteArray()));
        return message;
    }

    void sendRaw(long key, byte[] value) {
        send(new ProducerRecord<>(Topics.MESSAGES, Topics.key(key), value));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (written, failure) -> {
            if (failure != null) {
                unwritten.add(failure);
            }
        });
    }

    boolean done(AcceptedMessage message) {
        assertThat(unwritten).isEmpty();
        return deliveries.containsKey(message.getSequence());
    }

    MessageDelivered.Recipient fate(AcceptedMessage message) {
        return deliveries.get(message.getSequence()).getRecipients(0);
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        reader.join();
        producer.close(Duration.ofSeconds(1));
    }
}
