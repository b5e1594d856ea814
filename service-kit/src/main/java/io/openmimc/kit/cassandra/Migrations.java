package io.openmimc.kit.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date. Several replicas may start at once: one of them works, under a lock that lapses should it
 * crash, while the others wait. Every file may be run again, so a crash in the middle of one does no harm.
 */
final class Migrations {
    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final int LOCK_SECONDS = 60;

    private final CqlSession session;
    private final Schema schema;
    private final CassandraConfig config;
    private final String owner = UUID.randomUUID().toString();

    /** @param session one without a keyspace */
    Migrations(CqlSession session, Schema schema, CassandraConfig config) {
        this.session = session;
        this.schema = schema;
        this.config = config;
        if (!NAME.matcher(config.keyspace()).matches()) {
            throw new IllegalArgumentException("openmimc.cassandra.keyspace: must match " + NAME);
        }
    }

    /**
     * Blocks until the schema is up to date; fails with a driver exception while Cassandra does not answer.
     *
     * @throws InterruptedException when interrupted while another replica is at work
     */
    void run() throws InterruptedException {
        ddl("CREATE KEYSPACE IF NOT EXISTS " + config.keyspace()
                + " WITH replication = {'class': 'NetworkTopologyStrategy', '" + config.datacenter() + "': "
                + config.replicationFactor() + "}");
        create("schema_lock", "name text PRIMARY KEY, owner text");
        create(
                "schema_version",
                "service text, version int, file text, applied timestamp, PRIMARY KEY (service, version)");
        while (!upToDate()) {
            if (locked()) {
                try {
                    applyMissing();
                } finally {
                    unlock();
                }
            } else {
                LOG.info("another replica brings the schema up to date, waiting");
                Thread.sleep(250);
            }
        }
    }

    /** Two nodes that create one table at the same moment would give it two ids, and lose rows: so the id is fixed. */
    private void create(String table, String columns) {
        String name = config.keyspace() + "." + table;
        ddl("CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ") WITH id = "
                + UUID.nameUUIDFromBytes(("openmimc:" + name).getBytes(UTF_8)));
    }

    private boolean upToDate() {
        return applied().containsAll(schema.migrations().keySet());
    }

    private Set<Integer> applied() {
        Set<Integer> versions = new HashSet<>();
        execute("SELECT version FROM " + config.keyspace() + ".schema_version WHERE service = ?", schema.service())
                .forEach(row -> versions.add(row.getInt("version")));
        return versions;
    }

    private void applyMissing() {
        Set<Integer> applied = applied();
        schema.migrations().forEach((version, file) -> {
            if (!applied.contains(version)) {
                apply(version, file);
            }
        });
    }

    private void apply(int version, String file) {
        for (String statement : schema.statements(file)) {
            ddl(inKeyspace(statement));
        }
        execute(
                "INSERT INTO " + config.keyspace() + ".schema_version (service, version, file, applied)"
                        + " VALUES (?, ?, ?, toTimestamp(now()))",
                schema.service(),
                version,
                file);
        LOG.infof("schema migrated service=%s file=%s", schema.service(), file);
    }

    private String inKeyspace(String statement) {
        return statement
                .replace("CREATE TABLE IF NOT EXISTS ", "CREATE TABLE IF NOT EXISTS " + config.keyspace() + ".")
                .replace("ALTER TABLE ", "ALTER TABLE " + config.keyspace() + ".");
    }

    private boolean locked() {
        return execute(
                        "INSERT INTO " + config.keyspace()
                                + ".schema_lock (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL " + LOCK_SECONDS,
                        schema.service(),
                        owner)
                .wasApplied();
    }

    private void unlock() {
        execute(
                "DELETE FROM " + config.keyspace() + ".schema_lock WHERE name = ? IF owner = ?",
                schema.service(),
                owner);
    }

    private void ddl(String statement) {
        execute(statement);
        if (!session.checkSchemaAgreement()) {
            throw new IllegalStateException("the nodes do not agree on the schema");
        }
    }

    private ResultSet execute(String statement, Object... values) {
        return session.execute(SimpleStatement.newInstance(statement, values)
                .setExecutionProfileName(Driver.SCHEMA)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
