package io.openmimc.kit.cassandra;

import io.openmimc.kit.setup.SetupException;
import io.openmimc.kit.token.DeploymentSecret;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many copies of each row every datacenter has.
 *
 * @param copies by the datacenter's name
 */
record Replication(Map<String, Integer> copies) {
    private static final Pattern PART = Pattern.compile("\\s*([A-Za-z0-9_.-]{1,48})\\s*:\\s*(\\d{1,2})\\s*");
    private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9_.-]{1,48}");

    Replication {
        if (copies.isEmpty() || copies.values().stream().anyMatch(count -> count < 1)) {
            throw new SetupException("openmimc.cassandra.replication: there must be a copy at least");
        }
        copies = Map.copyOf(copies);
    }

    /** @throws SetupException for a setting that cannot be meant */
    static Replication of(CassandraConfig config) {
        return of(config, DeploymentSecret.lenientProfile());
    }

    static Replication of(CassandraConfig config, boolean development) {
        if (config.replication().isEmpty()) {
            return alone(config.datacenter(), config.replicationFactor().orElse(development ? 1 : 3));
        }
        Map<String, Integer> copies = new TreeMap<>();
        for (String part : config.replication().get()) {
            Matcher parsed = PART.matcher(part);
            if (!parsed.matches() || copies.put(parsed.group(1), Integer.valueOf(parsed.group(2))) != null) {
                throw new SetupException(
                        "openmimc.cassandra.replication: must be like dc1:3,dc2:3, each datacenter once; " + part
                                + " is not");
            }
        }
        if (!copies.containsKey(config.datacenter())) {
            throw new SetupException("openmimc.cassandra.replication: lacks openmimc.cassandra.datacenter, "
                    + config.datacenter() + ", where this service reads and writes");
        }
        return new Replication(copies);
    }

    private static Replication alone(String datacenter, int copies) {
        if (!DATACENTER.matcher(datacenter).matches()) {
            throw new SetupException("openmimc.cassandra.datacenter: must match " + DATACENTER);
        }
        return new Replication(Map.of(datacenter, copies));
    }

    /** As Cassandra answers it, of a keyspace that is there; parts of other strategies are left out. */
    static Map<String, Integer> stored(Map<String, String> replication) {
        return replication.entrySet().stream()
                .filter(part -> part.getValue().matches("\\d{1,2}"))
                .collect(Collectors.toMap(Map.Entry::getKey, part -> Integer.valueOf(part.getValue())));
    }

    String cql() {
        return copies.entrySet().stream()
                .map(each -> ", '" + each.getKey() + "': " + each.getValue())
                .sorted()
                .collect(Collectors.joining("", "{'class': 'NetworkTopologyStrategy'", "}"));
    }

    /**
     * Refuses what nodes cannot hold: Cassandra takes it, and then no read reaches its quorum.
     *
     * @param nodes how many there are, by datacenter
     */
    void checkAgainst(Map<String, Long> nodes) {
        copies.forEach((datacenter, count) -> {
            long there = nodes.getOrDefault(datacenter, 0L);
            if (there < count) {
                throw new SetupException(
                        "Cassandra's datacenter " + datacenter + " has nodes: " + there + ", but is to have "
                                + count
                                + " copies of each row; set OPENMIMC_CASSANDRA_REPLICATION_FACTOR (or _REPLICATION) to what"
                                + " it can hold, or add nodes");
            }
        });
    }

    @Override
    public String toString() {
        return new TreeMap<>(copies).toString();
    }
}
