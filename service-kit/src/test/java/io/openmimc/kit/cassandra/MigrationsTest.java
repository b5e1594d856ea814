package io.openmimc.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.openmimc.local.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static boolean migrated(CassandraConfig fresh) throws InterruptedException {
        try (CqlSession session = new Driver(SCHEMA.service(), fresh).open(null)) {
            new Migrations(session, SCHEMA, fresh).run();
            return true;
        }
    }
}
