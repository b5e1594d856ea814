package io.openmimc.kit.database;

import io.openmimc.kit.start.Requirement;
import io.openmimc.kit.store.Store;
import io.openmimc.kit.store.StoreRules;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** That PostgreSQL is used with a password of one's own and TLS, by the services that use it. */
@Singleton
class PostgresqlRequirement implements Requirement {
    private final StoreRules rules;
    private final PostgresqlConfig config;
    private final Optional<String> kind;
    private final Optional<String> username;
    private final Optional<String> password;

    /**
     * @param kind set by the services that have a database
     * @param username what the clients really use, as is the password: somebody may have set them without us
     */
    PostgresqlRequirement(
            StoreRules rules,
            PostgresqlConfig config,
            @ConfigProperty(name = "quarkus.datasource.db-kind") Optional<String> kind,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> username,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.rules = rules;
        this.config = config;
        this.kind = kind;
        this.username = username;
        this.password = password;
    }

    @Override
    public List<String> unmet() {
        if (kind.isEmpty()) {
            return List.of();
        }
        List<String> unmet = new ArrayList<>(rules.unusable(Store.POSTGRESQL, config));
        if (!rules.lenient()) {
            unmet.addAll(rules.credentials(Store.POSTGRESQL, username, password));
            unmet.addAll(rules.encryption(Store.POSTGRESQL, config.tls()));
        }
        return unmet;
    }
}
