package io.openmimc.kit.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/**
 * What one {@link ConsumerLoop} reads, and how much of it may be unfinished at once.
 *
 * @param name names the loop in logs, metrics and health; one of a closed set, like {@code history-dispatch}
 * @param topic the topic it reads
 * @param group its consumer group
 * @param fromStart true: a group without offsets starts with the oldest record; false: with records yet to come
 * @param maxUnfinished records of one partition that may be unfinished before it is paused
 * @param maxUnfinishedBytes the same for the values of all partitions together
 */
public record ConsumerSettings(
        String name, String topic, String group, boolean fromStart, int maxUnfinished, long maxUnfinishedBytes) {

    /** Records of one poll: how far a window can be overshot. */
    static final int MAX_POLL_RECORDS = 500;

    public ConsumerSettings {
        if (maxUnfinished < 1 || maxUnfinishedBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** A group whose every record must be handled once at least: 500 unfinished a partition, 64 MiB in all. */
    public static ConsumerSettings durable(String topic, String group) {
        return new ConsumerSettings(group, topic, group, true, 500, 64L * 1024 * 1024);
    }

    /** A listener to events from now on, such as a cache that wants to know what became stale. */
    public static ConsumerSettings following(String name, String topic, String group) {
        return new ConsumerSettings(name, topic, group, false, 500, 16L * 1024 * 1024);
    }

    Map<String, Object> properties(KafkaConfig config) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        if (fromStart) {
            config.instance()
                    .ifPresent(
                            instance -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name + "-" + instance));
        }
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromStart ? "earliest" : "latest");
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        // A crashed instance's partitions move on after seconds, not the default's 45.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int)
                config.sessionTimeout().toMillis());
        properties.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                (int) config.sessionTimeout().toMillis() / 4);
        // A poll answers as soon as one byte is there: a message must not wait for company.
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        properties.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }
}
