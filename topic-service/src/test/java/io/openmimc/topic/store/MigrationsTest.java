package io.openmimc.topic.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class MigrationsTest {
    @Inject
    AgroalDataSource database;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Test
    void replicasThatStartAtOnceMakeTheTablesOnce() throws SQLException {
        // Given
        int replicas = 4;
        ExecutorService starting = Executors.newFixedThreadPool(replicas);
        // When
        List<CompletableFuture<Integer>> migrations = IntStream.range(0, replicas)
                .mapToObj(i -> CompletableFuture.supplyAsync(this::migrate, starting))
                .toList();
        int executed = migrations.stream().mapToInt(CompletableFuture::join).sum();
        starting.shutdown();
        // Then
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*), count(DISTINCT version) FROM several_replicas.flyway_schema_history"
                                + " WHERE version IS NOT NULL AND success")) {
            rows.next();
            assertThat(executed).isPositive().isEqualTo(rows.getInt(1)).isEqualTo(rows.getInt(2));
        }
    }

    private int migrate() {
        return Flyway.configure()
                .dataSource(url, user, password)
                .schemas("several_replicas")
                .createSchemas(true)
                .locations("db/migration")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
