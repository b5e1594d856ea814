package io.openmimc.kit.cassandra;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One node alone, and a keyspace of the test's own. */
record LocalCassandra(String keyspace, String contactPoint, int maxConcurrent, Optional<Integer> replicationFactor)
        implements CassandraConfig {
    LocalCassandra(String keyspace, String contactPoint) {
        this(keyspace, contactPoint, 1_024);
    }

    LocalCassandra(String keyspace, String contactPoint, int maxConcurrent) {
        this(keyspace, contactPoint, maxConcurrent, Optional.of(1));
    }

    @Override
    public List<String> contactPoints() {
        return List.of(contactPoint);
    }

    @Override
    public String datacenter() {
        return "datacenter1";
    }

    @Override
    public Optional<List<String>> replication() {
        return Optional.empty();
    }

    @Override
    public String consistency() {
        return "LOCAL_QUORUM";
    }

    @Override
    public Optional<String> username() {
        return Optional.empty();
    }

    @Override
    public Optional<String> password() {
        return Optional.empty();
    }

    @Override
    public Optional<String> passwordFile() {
        return Optional.empty();
    }

    @Override
    public boolean tls() {
        return false;
    }

    @Override
    public Optional<String> ca() {
        return Optional.empty();
    }

    @Override
    public boolean verifyHost() {
        return true;
    }

    @Override
    public Duration requestTimeout() {
        return Duration.ofSeconds(2);
    }
}
