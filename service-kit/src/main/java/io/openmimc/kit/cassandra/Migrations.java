package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.openmimc.kit.setup.Contraction;
import io.openmimc.kit.setup.SetupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings the schema up to date, or tells what it lacks. Several processes may be at it at once: one of them works, under a lock
 * that lapses should it crash, while the others wait. Every file may be run again, so a crash in the middle of one does no harm.
 */
final class Migrations {
    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final long TURN_AGAIN_MS = 250;

    private final CqlSession session;
    private final Ddl ddl;
    private final Schema schema;
    private final CassandraConfig config;
    private final SchemaLock lock;

    /** @param session one without a keyspace */
    Migrations(CqlSession session, Schema schema, CassandraConfig config) {
        this.session = session;
        this.ddl = new Ddl(session);
        this.schema = schema;
        this.config = config;
        this.lock = new SchemaLock(ddl, config.keyspace(), schema.service());
        if (!NAME.matcher(config.keyspace()).matches()) {
            throw new SetupException("openmimc.cassandra.keyspace: must match " + NAME);
        }
    }

    /**
     * Blocks until the schema is up to date; fails with a driver exception while Cassandra does not answer.
     *
     * @return what was made, a line each, and what was found other than it is set
     * @throws InterruptedException when interrupted while another process is at work
     * @throws SetupException for settings that cannot be followed
     */
    List<String> run() throws InterruptedException {
        List<String> done = new ArrayList<>(keyspace());
        ddl.create(config.keyspace(), "schema_lock", "name text PRIMARY KEY, owner text");
        ddl.create(
                config.keyspace(),
                "schema_version",
                "service text, version int, file text, applied timestamp, PRIMARY KEY (service, version)");
        while (!lacking(applied()).isEmpty()) {
            if (lock.taken()) {
                try {
                    // Again, as another process may have been at it until a moment ago.
                    lacking(applied()).forEach(file -> done.add(apply(file)));
                } finally {
                    lock.release();
                }
            } else {
                LOG.info("another process brings the schema up to date, waiting");
                Thread.sleep(TURN_AGAIN_MS);
            }
        }
        return done;
    }

    /** What has to be made before a service of this release can work, or why it never can. */
    List<String> missing(String release) {
        if (storedReplication() == null) {
            return List.of("keyspace " + config.keyspace());
        }
        if (!tableThere("schema_version")) {
            return List.copyOf(schema.migrations().values());
        }
        Map<Integer, String> applied = applied();
        List<String> missing = new ArrayList<>();
        applied.forEach((version, file) -> {
            if (!schema.migrations().containsKey(version)) {
                Contraction.of(file)
                        .filter(contraction -> contraction.hits(release))
                        .ifPresent(contraction -> missing.add(contraction.refusal(release)));
            }
        });
        missing.addAll(lacking(applied));
        return missing;
    }

    private List<String> keyspace() {
        Replication wanted = Replication.of(config);
        Map<String, Integer> there = storedReplication();
        if (there == null) {
            wanted.checkAgainst(session.getMetadata().getNodes().values().stream()
                    .map(Node::getDatacenter)
                    .filter(Objects::nonNull)
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
            ddl.run("CREATE KEYSPACE IF NOT EXISTS " + config.keyspace() + " WITH replication = " + wanted.cql());
            return List.of("made keyspace " + config.keyspace() + " with copies " + wanted);
        }
        if (there.equals(wanted.copies())) {
            return List.of();
        }
        String line = "keyspace " + config.keyspace() + " has copies " + there + ", set are " + wanted
                + ": left as it is; docs/operations.md, \"Upgrades\", says how to change it";
        LOG.warn(line);
        return List.of(line);
    }

    private @Nullable Map<String, Integer> storedReplication() {
        var row = ddl.execute(
                        "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?", config.keyspace())
                .one();
        Map<String, String> replication = row == null ? null : row.getMap("replication", String.class, String.class);
        return replication == null ? null : Replication.stored(replication);
    }

    private boolean tableThere(String table) {
        return ddl.execute(
                                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                                config.keyspace(),
                                table)
                        .one()
                != null;
    }

    private Map<Integer, String> applied() {
        return ddl
                .execute(
                        "SELECT version, file FROM " + config.keyspace() + ".schema_version WHERE service = ?",
                        schema.service())
                .all()
                .stream()
                .collect(Collectors.toMap(row -> row.getInt("version"), row -> String.valueOf(row.getString("file"))));
    }

    /** The files that have not been applied, in their order. */
    private List<String> lacking(Map<Integer, String> applied) {
        return schema.migrations().entrySet().stream()
                .filter(migration -> !applied.containsKey(migration.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private String apply(String file) {
        for (String statement : schema.statements(file)) {
            lock.renew(); // a statement may take long, and who has lost the lock must not go on
            ddl.run(inKeyspace(statement));
        }
        ddl.execute(
                "INSERT INTO " + config.keyspace() + ".schema_version (service, version, file, applied)"
                        + " VALUES (?, ?, ?, toTimestamp(now()))",
                schema.service(),
                schema.version(file),
                file);
        LOG.infof("schema migrated service=%s file=%s", schema.service(), file);
        return "made " + file;
    }

    private String inKeyspace(String statement) {
        return statement
                .replace("CREATE TABLE IF NOT EXISTS ", "CREATE TABLE IF NOT EXISTS " + config.keyspace() + ".")
                .replace("ALTER TABLE ", "ALTER TABLE " + config.keyspace() + ".");
    }
}
