package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.openmimc.kit.setup.Provision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of a service and their keyspace, for a service that has the driver; it makes one bean of this class. */
public final class CassandraTables implements Provision {
    private final Schema schema;
    private final CassandraConfig config;
    private final String release;
    private final Driver driver;
    /** Of looks that follow each other: opening a session costs more than the look. */
    private @Nullable CqlSession looking;

    /** @param release of this process, as {@code quarkus.application.version} has it */
    public CassandraTables(Schema schema, CassandraConfig config, String release) {
        this.schema = schema;
        this.config = config;
        this.release = release;
        this.driver = new Driver(schema.service(), config);
    }

    @Override
    public String name() {
        return "tables of " + schema.service() + " in Cassandra's keyspace " + config.keyspace();
    }

    @Override
    public List<String> make() {
        try (CqlSession bare = driver.open(null)) {
            return new Migrations(bare, schema, config).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another process brings the schema up to date", e);
        }
    }

    @Override
    public synchronized List<String> missing() {
        CqlSession bare = looking == null ? driver.open(null) : looking;
        looking = bare;
        boolean again = false;
        try {
            List<String> missing = new Migrations(bare, schema, config).missing(release);
            again = !missing.isEmpty();
            return missing;
        } finally {
            if (!again) {
                looking = null;
                bare.close();
            }
        }
    }

    /** A session for reads and writes; blocks, and fails with a driver exception when no contact point answers. */
    CqlSession open() {
        return driver.open(config.keyspace());
    }

    /** Why Cassandra did not do it, and what to look at. */
    String reason(RuntimeException failure) {
        return CassandraRefusals.reason(failure, config);
    }

    String keyspace() {
        return config.keyspace();
    }
}
