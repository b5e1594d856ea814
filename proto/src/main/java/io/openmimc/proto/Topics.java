package io.openmimc.proto;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** Names and keys of the Kafka topics; their values are in {@code openmimc/events.proto}. */
public final class Topics {
    /** {@code AcceptedMessage}, keyed by recipient uuid or topic id. */
    public static final String MESSAGES = "mimc.messages";
    /** {@code MessageDelivered}, keyed as {@link #MESSAGES}. */
    public static final String DELIVERIES = "mimc.deliveries";
    /** {@code SessionChanged}, keyed by uuid. */
    public static final String SESSIONS = "mimc.sessions";
    /** {@code AccountChanged}, keyed by uuid. */
    public static final String ACCOUNTS = "mimc.accounts";
    /** {@code AppChanged}, keyed by appId. */
    public static final String APPS = "mimc.apps";

    /** {@code TopicChanged}, keyed by topic id. */
    public static final String TOPICS = "mimc.topics";

    /** Every topic of the suite, without those of dead letters. */
    public static final List<String> EVENTS = List.of(MESSAGES, DELIVERIES, SESSIONS, ACCOUNTS, APPS, TOPICS);

    /** Those whose every record somebody must handle: each has dead letters. */
    public static final List<String> HANDLED = List.of(MESSAGES, DELIVERIES, ACCOUNTS, APPS);

    private Topics() {}

    /** Every topic of the suite. */
    public static List<String> all() {
        return Stream.concat(EVENTS.stream(), HANDLED.stream().map(Topics::dead))
                .toList();
    }

    /** The key of a record: an id as 8 bytes, big-endian. */
    public static byte[] key(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    /** Where records of a topic go that cannot be handled. */
    public static String dead(String topic) {
        return topic + ".dead";
    }
}
