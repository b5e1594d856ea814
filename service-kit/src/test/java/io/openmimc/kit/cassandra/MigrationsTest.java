package io.openmimc.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.openmimc.kit.setup.SetupException;
import io.openmimc.local.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MigrationsTest {
    /** Longer than a lock lives whose owner did not learn that it had it. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Schema SCHEMA = Schema.of("test", MigrationsTest.class, "V1__first.cql", "V2__second.cql");
    private static final LocalStack STACK = new LocalStack();
    private static String contactPoint = "";

    @BeforeAll
    static void start() {
        STACK.init(Map.of("stores", "cassandra"));
        contactPoint = STACK.start().get("openmimc.cassandra.contact-points");
    }

    @AfterAll
    static void stop() {
        STACK.stop();
    }

    @Test
    void replicasThatStartAtOnceMakeTheSchemaOnce() throws Exception {
        // Given
        CassandraConfig fresh = new LocalCassandra("migrations_" + System.currentTimeMillis(), contactPoint);
        List<Callable<Void>> replicas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replicas.add(() -> {
                // A Cassandra without a processor answers too late: a replica tries again until it works.
                await().atMost(PATIENCE)
                        .ignoreExceptionsMatching(
                                e -> e instanceof DriverException || e instanceof IllegalStateException)
                        .until(() -> migrated(fresh));
                return null;
            });
        }
        var pool = Executors.newFixedThreadPool(replicas.size());
        // When
        List<Future<Void>> runs = pool.invokeAll(replicas);
        // Then
        for (Future<Void> run : runs) {
            run.get();
        }
        pool.shutdown();
        try (CqlSession session = new Driver(SCHEMA.service(), fresh).open(fresh.keyspace())) {
            assertThat(session.execute("SELECT version FROM schema_version").all())
                    .hasSameSizeAs(SCHEMA.migrations().keySet());
            await().atMost(PATIENCE)
                    .until(() ->
                            session.execute("SELECT * FROM schema_lock").all().isEmpty());
        }
    }

    @Test
    void whatIsMissingIsNamedAndNothingIsMade() {
        // Given
        CassandraConfig fresh = new LocalCassandra("missing_" + System.currentTimeMillis(), contactPoint);
        CassandraTables tables = new CassandraTables(SCHEMA, fresh, "0.1.0");
        // When, then
        assertThat(eventually(tables::missing)).containsExactly("keyspace " + fresh.keyspace());
        CassandraTables first =
                new CassandraTables(Schema.of("test", MigrationsTest.class, "V1__first.cql"), fresh, "0.1.0");
        assertThat(eventually(first::make))
                .containsExactly(
                        "made keyspace " + fresh.keyspace() + " with copies {datacenter1=1}", "made V1__first.cql");
        assertThat(eventually(first::missing)).isEmpty();
        assertThat(eventually(first::make)).isEmpty();
        assertThat(eventually(tables::missing)).containsExactly("V2__second.cql");
    }

    @Test
    void processThatIsTooOldForASchemaIsTold() {
        // Given
        CassandraConfig fresh = new LocalCassandra("newer_" + System.currentTimeMillis(), contactPoint);
        eventually(new CassandraTables(SCHEMA, fresh, "0.3.0")::make);
        // When: a later release takes something away
        try (CqlSession session = new Driver(SCHEMA.service(), fresh).open(fresh.keyspace())) {
            eventually(() -> session.execute("INSERT INTO schema_version (service, version, file) VALUES ('test', 3,"
                    + " 'V3__contract_after_0_2_names.cql')"));
        }
        // Then
        assertThat(eventually(new CassandraTables(SCHEMA, fresh, "0.3.0")::missing))
                .isEmpty();
        assertThat(eventually(new CassandraTables(SCHEMA, fresh, "0.2.5")::missing))
                .singleElement()
                .asString()
                .contains("V3__contract_after_0_2_names.cql", "this is 0.2.5", "run a newer one");
    }

    @Test
    void moreCopiesThanNodesAreRefusedBeforeAnythingIsMade() {
        // Given
        CassandraConfig alone =
                new LocalCassandra("copies_" + System.currentTimeMillis(), contactPoint, 64, Optional.of(3));
        // When, then
        CassandraTables tables = new CassandraTables(SCHEMA, alone, "0.1.0");
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(DriverException.class)
                .untilAsserted(() -> assertThatThrownBy(tables::make)
                        .isInstanceOf(SetupException.class)
                        .hasMessageContaining("has nodes: 1")
                        .hasMessageContaining("OPENMIMC_CASSANDRA_REPLICATION_FACTOR"));
        assertThat(eventually(tables::missing)).containsExactly("keyspace " + alone.keyspace());
    }

    @Test
    void whoHasLostTheLockDoesNotGoOn() {
        // Given
        CassandraConfig fresh = new LocalCassandra("lock_" + System.currentTimeMillis(), contactPoint);
        eventually(new CassandraTables(SCHEMA, fresh, "0.1.0")::make);
        try (CqlSession session = new Driver(SCHEMA.service(), fresh).open(null)) {
            Ddl ddl = new Ddl(session);
            SchemaLock lapsed = new SchemaLock(ddl, fresh.keyspace(), "test");
            SchemaLock other = new SchemaLock(ddl, fresh.keyspace(), "test");
            assertThat(eventually(lapsed::taken)).isTrue();
            assertThat(eventually(lapsed::taken))
                    .as("its answer may have been lost")
                    .isTrue();
            assertThat(eventually(other::taken)).isFalse();
            // When
            eventually(() ->
                    ddl.execute("DELETE FROM " + fresh.keyspace() + ".schema_lock WHERE name = 'test' IF EXISTS"));
            assertThat(eventually(other::taken)).isTrue();
            // Then
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(DriverException.class)
                    .untilAsserted(() -> assertThatThrownBy(lapsed::renew).hasMessageContaining("another process"));
            assertThat(eventually(other::taken)).isTrue();
        }
    }

    /** A Cassandra without a processor answers too late, and is asked again. */
    private static <T> T eventually(Callable<T> call) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(DriverException.class)
                .until(call, answer -> true);
    }

    private static boolean migrated(CassandraConfig fresh) throws InterruptedException {
        try (CqlSession session = new Driver(SCHEMA.service(), fresh).open(null)) {
            new Migrations(session, SCHEMA, fresh).run();
            return true;
        }
    }
}
