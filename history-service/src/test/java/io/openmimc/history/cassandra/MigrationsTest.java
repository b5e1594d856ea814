package io.openmimc.history.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.openmimc.history.Neighbours;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class MigrationsTest {
    /** Longer than a lock lives whose owner did not learn that it had it. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Inject
    CassandraConfig config;

    @Test
    void replicasThatStartAtOnceMakeTheSchemaOnce() throws Exception {
        // Given
        CassandraConfig fresh = new In("migrations_" + System.currentTimeMillis(), config);
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
        try (CqlSession session = new Driver(fresh).open(fresh.keyspace())) {
            assertThat(session.execute("SELECT version FROM schema_version").all())
                    .hasSameSizeAs(Migrations.ALL);
            await().atMost(PATIENCE)
                    .until(() ->
                            session.execute("SELECT * FROM schema_lock").all().isEmpty());
        }
    }

    private static boolean migrated(CassandraConfig fresh) throws InterruptedException {
        try (CqlSession session = new Driver(fresh).open(null)) {
            new Migrations(session, fresh).run();
            return true;
        }
    }

    private record In(String keyspace, CassandraConfig rest) implements CassandraConfig {
        @Override
        public List<String> contactPoints() {
            return rest.contactPoints();
        }

        @Override
        public String datacenter() {
            return rest.datacenter();
        }

        @Override
        public int replicationFactor() {
            return rest.replicationFactor();
        }

        @Override
        public String consistency() {
            return rest.consistency();
        }

        @Override
        public Optional<String> username() {
            return rest.username();
        }

        @Override
        public Optional<String> password() {
            return rest.password();
        }

        @Override
        public Duration requestTimeout() {
            return rest.requestTimeout();
        }

        @Override
        public int maxConcurrent() {
            return rest.maxConcurrent();
        }
    }
}
