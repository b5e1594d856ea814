package io.openmimc.kit.cassandra;

import io.openmimc.kit.start.Requirement;
import io.openmimc.kit.store.Store;
import io.openmimc.kit.store.StoreRules;
import java.util.ArrayList;
import java.util.List;

/** That Cassandra is used with a password of one's own and TLS. A service that uses Cassandra makes a bean of it. */
public final class CassandraRequirement implements Requirement {
    private final StoreRules rules;
    private final CassandraConfig config;

    public CassandraRequirement(StoreRules rules, CassandraConfig config) {
        this.rules = rules;
        this.config = config;
    }

    @Override
    public List<String> unmet() {
        List<String> unmet = new ArrayList<>(rules.unmet(Store.CASSANDRA, config));
        if (!config.verifyHost() && config.ca().isEmpty()) {
            unmet.add("OPENMIMC_CASSANDRA_VERIFY_HOST is false, which takes an authority of your own: set"
                    + " OPENMIMC_CASSANDRA_CA to its PEM file");
        }
        return unmet;
    }
}
