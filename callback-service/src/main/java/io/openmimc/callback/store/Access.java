package io.openmimc.callback.store;

import io.openmimc.kit.database.PostgresqlReadiness;
import io.openmimc.kit.start.Requirements;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.Readiness;

/** The one database of this service: who may use it, and whether it is there. */
class Access {
    /** Migrations come before everything else: who may not start has no business with the database. */
    @Produces
    @Singleton
    FlywayConfigurationCustomizer onlyOnceAllIsSet(Requirements met) {
        return configuration -> {};
    }

    @Produces
    @Readiness
    @Singleton
    PostgresqlReadiness readiness(Pool pool) {
        return new PostgresqlReadiness(pool);
    }
}
