package io.openmimc.kit.cassandra;

import io.openmimc.kit.store.StoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where Cassandra is, and how much of it must answer. */
@ConfigMapping(prefix = "openmimc.cassandra")
public interface CassandraConfig extends StoreConfig {
    /** {@code host:port} of one or more nodes, separated by commas. */
    @WithDefault("localhost:19042")
    List<String> contactPoints();

    /** The datacenter this service is in; nodes of others are not asked. */
    @WithDefault("datacenter1")
    String datacenter();

    /** Created if missing. Lower-case letters, digits and underscores. Each service has its own. */
    @WithDefault("mimc")
    String keyspace();

    /**
     * Copies of each row in {@link #datacenter}, when the keyspace has to be created; 3 where a node may be lost. Unless set: 1
     * in the profiles local, dev and test, else 3.
     */
    Optional<Integer> replicationFactor();

    /**
     * The same for several datacenters: {@code <datacenter>:<copies>}, separated by commas, like {@code dc1:3,dc2:3}. In place of
     * {@link #replicationFactor}.
     */
    Optional<List<String>> replication();

    /** Consistency level of reads and writes. */
    @WithDefault("LOCAL_QUORUM")
    String consistency();

    /**
     * Whether a node's certificate must name the host we connect to. Nodes are reached by the addresses that they tell each
     * other, mostly IP addresses, which few certificates have; without the check any certificate of the authorities in
     * {@link #ca()} is taken, so it takes authorities of one's own.
     */
    @WithDefault("true")
    boolean verifyHost();

    /** When a read or write counts as failed; what has to succeed is tried again. */
    @WithDefault("2s")
    Duration requestTimeout();

    /** Reads and writes under way at once; more wait, up to twenty times as many, then they are refused. */
    @WithDefault("1024")
    int maxConcurrent();
}
