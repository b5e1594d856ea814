package io.openmimc.topic.store;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.database.DatabaseSchema;
import io.openmimc.kit.database.PostgresqlReadiness;
import io.openmimc.kit.setup.Setup;
import io.openmimc.kit.start.Requirements;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.hibernate.reactive.mutiny.Mutiny;

/** The one database of this service. */
class Databases {
    private static final int LAST = Integer.MAX_VALUE;

    @Produces
    @Singleton
    Database database(Mutiny.SessionFactory sessions, Vertx vertx) {
        return new Database(sessions, vertx);
    }

    @Produces
    @Singleton
    DatabaseSchema schema(Flyway flyway, @ConfigProperty(name = "quarkus.application.version") String release) {
        return new DatabaseSchema("topic", flyway, release);
    }

    /**
     * Jobs need tables; only where somebody else makes them is the scheduler halted until then. Comes last: one that has not
     * started cannot be resumed.
     */
    void letJobsBegin(@Observes @Priority(LAST) StartupEvent started, Setup setup, Scheduler scheduler) {
        var unused = setup.done().thenRun(() -> {
            if (!scheduler.isRunning()) {
                scheduler.resume();
            }
        });
    }

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
