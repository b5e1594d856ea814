package io.openmimc.kit.app;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AppChanged;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * Reads {@code mimc.apps} from now on and tells who listens. Every process reads every record, so there is no group and no
 * offset: the partitions are assigned by hand. Without Kafka nothing is told, and caches live by their age alone.
 */
@Singleton
public class AppEvents {
    private static final Logger LOG = Logger.getLogger(AppEvents.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration CALL = Duration.ofSeconds(5);

    private final String bootstrap;
    private final List<AppListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> interrupted = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "app-events");

    AppEvents(KafkaConfig kafka) {
        this.bootstrap = kafka.bootstrap();
    }

    /** Adds a listener for good. */
    public void listen(AppListener listener) {
        listeners.add(listener);
    }

    /** Adds what is to be done when the stream was interrupted, so that events may have been missed. */
    void onInterruption(Runnable action) {
        interrupted.add(action);
    }

    @PostConstruct
    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join(CALL.toMillis());
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void run() {
        while (!stopping()) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                follow(consumer);
            } catch (KafkaException e) {
                LOG.warnf(e, "app events interrupted, trying again");
                interrupted.forEach(Runnable::run);
            }
            pause();
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            return; // the topic is not there yet; account-service creates it
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seekToEnd is lazy: fix the place before anything is cached by it
        interrupted.forEach(Runnable::run);
        LOG.infof("app events followed partitions=%d", partitions.size());
        while (!stopping()) {
            consumer.poll(POLL).forEach(this::tell);
        }
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return consumer.listTopics(CALL).getOrDefault(Topics.APPS, List.of()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        try {
            AppChanged event = AppChanged.parseFrom(record.value());
            LOG.debugf("app event app=%s change=%s", Long.toString(event.getAppId()), event.getChange());
            listeners.forEach(listener -> listener.appChanged(event.getAppId(), event.getChange()));
        } catch (InvalidProtocolBufferException e) {
            LOG.errorf(e, "app event cannot be read partition=%d offset=%d", record.partition(), record.offset());
        }
    }

    private void pause() {
        try {
            if (stopped.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("app events ended");
            }
        } catch (InterruptedException e) {
            stopped.countDown(); // nobody else interrupts this thread: it is told to end
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) CALL.toMillis(),
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) CALL.toMillis()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
