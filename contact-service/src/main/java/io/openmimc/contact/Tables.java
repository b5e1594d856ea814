package io.openmimc.contact;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CassandraConfig;
import io.openmimc.kit.cassandra.CassandraReadiness;
import io.openmimc.kit.cassandra.Schema;
import io.openmimc.kit.cassandra.SmallWrites;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.Readiness;

/** Makes the access to this service's tables. */
@Singleton
class Tables {
    private static final Schema SCHEMA = Schema.of("contact", Tables.class, "V1__contacts.cql");

    @Produces
    @Singleton
    Cassandra cassandra(CassandraConfig config, MeterRegistry meters) {
        return new Cassandra(SCHEMA, config, meters);
    }

    void start(@Observes StartupEvent started, Cassandra cassandra) {
        cassandra.start();
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
}
