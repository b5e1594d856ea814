package io.openmimc.kit.database;

import io.openmimc.kit.store.StoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Where PostgreSQL is. Both of its clients, the reactive one and JDBC (migrations, outbox), are set up from this by the
 * {@code quarkus.datasource} settings of the services, which may be set themselves instead. User and password are
 * {@code mimc} unless set.
 */
@ConfigMapping(prefix = "openmimc.postgresql")
public interface PostgresqlConfig extends StoreConfig {
    /** {@code host:port} of the primary. */
    @WithDefault("localhost:15432")
    String address();

    /** The database, which must be there; each service makes a schema of its own in it. */
    @WithDefault("mimc")
    String database();
}
