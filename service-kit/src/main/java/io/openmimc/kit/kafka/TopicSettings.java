package io.openmimc.kit.kafka;

import io.openmimc.kit.setup.SetupException;
import io.openmimc.kit.token.DeploymentSecret;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic is made.
 *
 * @param replicas of each partition
 * @param inSync of them, that must have a record before it counts as written
 */
record TopicSettings(int partitions, short replicas, short inSync) {
    TopicSettings {
        if (partitions < 1 || replicas < 1 || inSync < 1 || inSync > replicas) {
            throw new SetupException("openmimc.kafka.partitions and .replication must be 1 at least, and"
                    + " .min-insync-replicas between 1 and .replication");
        }
    }

    static TopicSettings of(KafkaConfig config) {
        return of(config, DeploymentSecret.lenientProfile());
    }

    static TopicSettings of(KafkaConfig config, boolean development) {
        short replicas = config.replication().orElse((short) (development ? 1 : 3));
        // With three replicas one broker may be lost: acks=all then still means two copies.
        short inSync = config.minInsyncReplicas().orElse((short) Math.max(1, replicas - 1));
        return new TopicSettings(config.partitions(), replicas, inSync);
    }

    NewTopic topic(String name) {
        return new NewTopic(name, partitions, replicas).configs(configs());
    }

    /** What differs from the broker's defaults. */
    Map<String, String> configs() {
        return Map.of(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                String.valueOf(inSync),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(ProducerSettings.MAX_REQUEST_BYTES));
    }
}
