package io.openmimc.kit.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a Kafka topic of events from now on, on a thread of its own. Every process reads every record, so there is no
 * group and no offset: the partitions are assigned by hand. Without Kafka nothing is told; a listener hears of that within
 * about six seconds.
 */
public final class EventFollower implements AutoCloseable {

    /** Is told what happens, on the thread that reads: be quick, never block. */
    public interface Listener {
        /** The value of one record. One that cannot be read is logged and passed over: events are hints for caches. */
        void event(byte[] value) throws InvalidProtocolBufferException;

        /** The stream begins, or was interrupted: events may have been missed and are not told later. */
        void interrupted();

        /** From now on every event is told, until it is interrupted again. */
        default void followed() {}
    }

    private static final Logger LOG = Logger.getLogger(EventFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration CALL = Duration.ofSeconds(5);
    /** How old what is known of the partitions may be: new ones are not heard for so long. */
    private static final Duration METADATA = Duration.ofSeconds(10);
    /** How often the brokers must show that they are there; they have {@link #CALL} to answer. */
    private static final Duration CHECK = Duration.ofSeconds(1);

    private final String topic;
    private final KafkaConfig kafka;
    private final Listener listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    public EventFollower(String topic, KafkaConfig kafka, Listener listener) {
        this.topic = topic;
        this.kafka = kafka;
        this.listener = listener;
        this.thread = new Thread(this::run, "follow-" + topic);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(CALL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void run() {
        while (!stopping()) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                follow(consumer);
            } catch (KafkaException e) {
                LOG.warnf(e, "events interrupted, trying again topic=%s", topic);
                interrupted();
            } catch (RuntimeException | Error e) {
                // A listener that throws has not taken in what happened, as if the event had been missed.
                LOG.errorf(e, "events interrupted by a fault, trying again topic=%s", topic);
                interrupted();
            }
            pause();
        }
    }

    /** Thrown on, it would end the thread, and what is kept would be believed for good. */
    private void interrupted() {
        try {
            listener.interrupted();
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "listener failed to hear of an interruption topic=%s", topic);
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            return; // the topic is not there yet; the service that writes it creates it
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seekToEnd is lazy: fix the place before anything is cached by it
        listener.interrupted();
        LOG.infof("events followed topic=%s partitions=%d", topic, partitions.size());
        listener.followed();
        long checkedNanos = System.nanoTime();
        while (!stopping()) {
            consumer.poll(POLL).forEach(this::tell);
            if (System.nanoTime() - checkedNanos > CHECK.toNanos()) {
                // A poll is silent where nothing happens and where a broker is away; this fails then.
                consumer.endOffsets(partitions);
                if (consumer.partitionsFor(topic).size() != partitions.size()) {
                    LOG.infof("topic has other partitions now, following anew topic=%s", topic);
                    return; // what was told on a new one until now is lost: the listener hears of an interruption
                }
                checkedNanos = System.nanoTime();
            }
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return consumer.listTopics(CALL).getOrDefault(topic, List.of()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() != null) {
                listener.event(record.value());
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.errorf(
                    e,
                    "event cannot be read topic=%s partition=%d offset=%d",
                    topic,
                    record.partition(),
                    record.offset());
        }
    }

    private void pause() {
        try {
            if (stopped.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debugf("events ended topic=%s", topic);
            }
        } catch (InterruptedException e) {
            stopped.countDown(); // nobody else interrupts this thread: it is told to end
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = KafkaAccess.properties(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) METADATA.toMillis());
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
