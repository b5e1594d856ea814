package io.openmimc.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CassandraConfig;
import io.openmimc.kit.cassandra.CassandraReadiness;
import io.openmimc.kit.cassandra.CassandraRequirement;
import io.openmimc.kit.cassandra.CassandraTables;
import io.openmimc.kit.cassandra.Schema;
import io.openmimc.kit.setup.Setup;
import io.openmimc.kit.setup.SetupConfig;
import io.openmimc.kit.setup.SetupMode;
import io.openmimc.kit.store.StoreRules;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Readiness;

/** Makes the access to this service's tables. */
@Singleton
class Tables {
    private static final Schema SCHEMA = Schema.of(
            "history",
            Tables.class,
            "V1__inbox.cql",
            "V2__archive.cql",
            "V3__topic_archive.cql",
            "V4__unread.cql",
            "V5__first_login.cql",
            "V6__app_of_devices.cql");

    @Produces
    @Singleton
    CassandraTables tables(
            CassandraConfig config, @ConfigProperty(name = "quarkus.application.version") String release) {
        return new CassandraTables(SCHEMA, config, release);
    }

    @Produces
    @Singleton
    Cassandra cassandra(CassandraTables tables, SetupConfig setup, MeterRegistry meters) {
        return new Cassandra(tables, setup.mode() == SetupMode.START, meters);
    }

    void start(@Observes StartupEvent started, Cassandra cassandra, Setup setup) {
        var unused = setup.done().thenRun(cassandra::start);
    }

    void close(@Disposes Cassandra cassandra) {
        cassandra.close();
    }

    @Produces
    @Readiness
    @Singleton
    CassandraReadiness readiness(Cassandra cassandra) {
        return new CassandraReadiness(cassandra);
    }

    @Produces
    @Singleton
    CassandraRequirement requirement(StoreRules rules, CassandraConfig config) {
        return new CassandraRequirement(rules, config);
    }
}
