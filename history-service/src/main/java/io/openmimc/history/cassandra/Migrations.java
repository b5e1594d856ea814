package io.openmimc.history.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date. Several replicas may start at once: one of them works, under a lock that lapses should it
 * crash, while the others wait. Every file may be run again, so a crash in the middle of one does no harm.
 */
final class Migrations {
    /** A file of {@code resources/cassandra}; never changed once released. */
    record Migration(int version, String file) {}

    static final List<Migration> ALL = List.of(
            new Migration(1, "V1__inbox.cql"),
            new Migration(2, "V2__archive.cql"),
            new Migration(3, "V3__topic_archive.cql"));

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final int LOCK_SECONDS = 60;

    private final CqlSession session;
    private final CassandraConfig config;
    private final String owner = UUID.randomUUID().toString();

    /** @param session one without a keyspace */
    Migrations(CqlSession session, CassandraConfig config) {
        this.session = session;
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
        return applied().containsAll(ALL.stream().map(Migration::version).toList());
    }

    private Set<Integer> applied() {
        Set<Integer> versions = new HashSet<>();
        execute("SELECT version FROM " + config.keyspace() + ".schema_version WHERE service = 'history'")
                .forEach(row -> versions.add(row.getInt("version")));
        return versions;
    }

    private void applyMissing() {
        Set<Integer> applied = applied();
        for (Migration migration : ALL) {
            if (!applied.contains(migration.version())) {
                for (String statement : statements(migration.file())) {
                    ddl(statement.replace(
                            "CREATE TABLE IF NOT EXISTS ", "CREATE TABLE IF NOT EXISTS " + config.keyspace() + "."));
                }
                execute(
                        "INSERT INTO " + config.keyspace()
                                + ".schema_version (service, version, file, applied)"
                                + " VALUES ('history', ?, ?, toTimestamp(now()))",
                        migration.version(),
                        migration.file());
                LOG.infof("schema migrated file=%s", migration.file());
            }
        }
    }

    private boolean locked() {
        return execute(
                        "INSERT INTO " + config.keyspace()
                                + ".schema_lock (name, owner) VALUES ('history', ?) IF NOT EXISTS USING TTL "
                                + LOCK_SECONDS,
                        owner)
                .wasApplied();
    }

    private void unlock() {
        execute("DELETE FROM " + config.keyspace() + ".schema_lock WHERE name = 'history' IF owner = ?", owner);
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

    private static List<String> statements(String file) {
        try (InputStream in = Migrations.class.getResourceAsStream("/cassandra/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no such migration: " + file);
            }
            String cql = new String(in.readAllBytes(), UTF_8).replaceAll("(?m)^--.*$", "");
            return Pattern.compile(";")
                    .splitAsStream(cql)
                    .map(String::trim)
                    .filter(s -> !s.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
