package io.openmimc.kit.kafka;

import io.openmimc.kit.store.StoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where Kafka is and how topics are made; the same in every service. */
@ConfigMapping(prefix = "openmimc.kafka")
public interface KafkaConfig extends StoreConfig {
    /** {@code host:port} of one or more brokers, separated by commas. */
    @WithDefault("localhost:19092")
    String bootstrap();

    /** How user and password are shown: {@code SCRAM-SHA-512}, {@code SCRAM-SHA-256} or {@code PLAIN}. */
    @WithDefault("SCRAM-SHA-512")
    String saslMechanism();

    /**
     * PEM file of a certificate that shows the brokers who we are, with those of its authorities, if any, behind it; needs
     * {@link #key()} and TLS. Then no user and password are asked for; given all the same, they are used, too.
     */
    Optional<String> certificate();

    /** PEM file of the certificate's private key: PKCS#8, not encrypted. */
    Optional<String> key();

    /** Partitions of a topic that has to be created. It bounds how many consumers of one group work at once. */
    @WithDefault("12")
    int partitions();

    /**
     * Replicas of a topic that has to be created; 3 or more where a broker may be lost. Unless set: 1 in the profiles local, dev
     * and test, else 3.
     */
    Optional<Short> replication();

    /**
     * Replicas that must have a record of such a topic before its sender hears that it is there. Unless set: one less than there
     * are, so that one broker may be lost.
     */
    Optional<Short> minInsyncReplicas();

    /**
     * A name for this instance that outlives its restarts and that no other instance of the service has at the same time
     * (a stateful pod's name). With it a restarted instance gets its partitions back at once; without it they wait for
     * {@link #sessionTimeout()} after a crash.
     */
    Optional<String> instance();

    /** A consumer silent this long loses its partitions to others. Unit: duration; the broker allows no less than 6 s. */
    @WithDefault("6s")
    Duration sessionTimeout();

    /**
     * A partition that has something to be done and has not moved for this long makes the service unready. Unit: duration;
     * well above what a store may take to come back, or its absence is told twice.
     */
    @WithDefault("30s")
    Duration stalledAfter();
}
