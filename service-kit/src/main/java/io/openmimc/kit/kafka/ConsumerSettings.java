package io.openmimc.kit.kafka;

import java.time.Duration;
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
 * @param gather how long a record may wait at the broker for others to come with; zero: it comes at once
 */
public record ConsumerSettings(
        String name,
        String topic,
        String group,
        boolean fromStart,
        int maxUnfinished,
        long maxUnfinishedBytes,
        Duration gather) {

    /** Records of one poll: how far a window can be overshot. */
    private static final int MAX_POLL_RECORDS = 500;
    /** What has gathered is worked on together. */
    private static final int MAX_GATHERED_RECORDS = 5_000;
    /** Who gathers waits no longer once this much has come together. */
    private static final int COMPANY_BYTES = 2 * 1024 * 1024;
    /** By its next heartbeat a member learns that another one has left, so partitions wait that long for their new owner. */
    private static final int HEARTBEATS_A_SESSION = 12;
    /** How long a fetch stays at a broker that has nothing. */
    private static final int FETCH_WAIT_MS = 500;

    public ConsumerSettings {
        if (maxUnfinished < 1 || maxUnfinishedBytes < 1 || gather.isNegative()) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** A group whose every record must be handled once at least: 500 unfinished a partition, 64 MiB in all. */
    public static ConsumerSettings durable(String topic, String group) {
        return new ConsumerSettings(group, topic, group, true, 500, 64L * 1024 * 1024, Duration.ZERO);
    }

    /** A listener to events from now on, such as a cache that wants to know what became stale. */
    public static ConsumerSettings following(String name, String topic, String group) {
        return new ConsumerSettings(name, topic, group, false, 500, 16L * 1024 * 1024, Duration.ZERO);
    }

    /**
     * The same with {@link #gather}. For work that nobody waits for: its cost is that of fetches and of requests to a store
     * rather than of records, so one that is a tenth of a second late is a fraction of the price.
     */
    public ConsumerSettings gathering(Duration gather) {
        return new ConsumerSettings(name, topic, group, fromStart, maxUnfinished, maxUnfinishedBytes, gather);
    }

    Map<String, Object> properties(KafkaConfig config) {
        Map<String, Object> properties = KafkaAccess.properties(config);
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
                (int) config.sessionTimeout().toMillis() / HEARTBEATS_A_SESSION);
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, gather.isZero() ? 1 : COMPANY_BYTES);
        properties.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, gather.isZero() ? FETCH_WAIT_MS : (int) gather.toMillis());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        properties.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, gather.isZero() ? MAX_POLL_RECORDS : MAX_GATHERED_RECORDS);
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        properties.put(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, 250L); // also how often the heartbeat's thread looks
        properties.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }
}
