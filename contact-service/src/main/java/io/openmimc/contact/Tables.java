package io.openmimc.contact;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CassandraConfig;
import io.openmimc.kit.cassandra.CassandraReadiness;
import io.openmimc.kit.cassandra.CassandraRequirement;
import io.openmimc.kit.cassandra.CassandraTables;
import io.openmimc.kit.cassandra.Schema;
import io.openmimc.kit.cassandra.SmallWrites;
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
    private static final Schema SCHEMA = Schema.of("contact", Tables.class, "V1__contacts.cql");

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

    /** {@code contact.writes} counts its requests, each of several rows under load. */
    @Produces
    @Singleton
    SmallWrites writes(Cassandra cassandra, MeterRegistry meters) {
        return new SmallWrites(cassandra, "contact.store", meters.counter("contact.writes"));
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
