package io.openmimc.topic.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.database.DatabaseSchema;
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
import org.postgresql.ds.PGSimpleDataSource;

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

    @Test
    void userOfTheServiceNeedsNoRightToChangeTables() throws SQLException {
        // Given: the grants of docs/operations.md, "Upgrades"
        run(
                user,
                password,
                "CREATE ROLE maker LOGIN PASSWORD 'making'",
                "CREATE ROLE worker LOGIN PASSWORD 'working'",
                "CREATE SCHEMA made_before AUTHORIZATION maker",
                "GRANT USAGE ON SCHEMA made_before TO worker",
                "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA made_before"
                        + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO worker",
                "ALTER DEFAULT PRIVILEGES FOR ROLE maker IN SCHEMA made_before GRANT USAGE ON SEQUENCES TO worker");
        // When
        new DatabaseSchema("topic", flyway("maker", "making", "made_before"), "0.1.0").make();
        // Then
        assertThat(new DatabaseSchema("topic", flyway("worker", "working", "made_before"), "0.1.0").missing())
                .isEmpty();
        run(
                "worker",
                "working",
                "INSERT INTO made_before.outbox (topic_id, event, created_at)"
                        + " SELECT nextval('made_before.topic_ids'), '', 0",
                "LOCK TABLE made_before.topics IN SHARE ROW EXCLUSIVE MODE",
                "DELETE FROM made_before.outbox");
        assertThatThrownBy(() -> run("worker", "working", "CREATE TABLE made_before.more (id bigint)"))
                .hasMessageContaining("permission denied");
    }

    @Test
    void processThatIsTooOldForASchemaIsTold() throws SQLException {
        // Given
        DatabaseSchema before = new DatabaseSchema("topic", flyway(user, password, "newer"), "0.2.5");
        assertThat(before.missing()).containsExactly("V1__topics.sql", "V2__deleted_accounts.sql");
        assertThat(before.make()).containsExactly("made [V1__topics.sql, V2__deleted_accounts.sql]");
        // When: a later release takes something away
        run(
                user,
                password,
                "INSERT INTO newer.flyway_schema_history VALUES (9, '99', 'contract', 'SQL',"
                        + " 'V99__contract_after_0_2_names.sql', 0, 'x', now(), 0, true)");
        // Then
        assertThat(before.make()).isEmpty();
        assertThat(before.missing())
                .singleElement()
                .asString()
                .contains("V99__contract_after_0_2_names.sql", "this is 0.2.5", "run a newer one");
        assertThat(new DatabaseSchema("topic", flyway(user, password, "newer"), "0.3.0").missing())
                .isEmpty();
    }

    private int migrate() {
        return flyway(user, password, "several_replicas").migrate().migrationsExecuted;
    }

    private Flyway flyway(String as, String secret, String schema) {
        return Flyway.configure()
                .dataSource(url, as, secret)
                .schemas(schema)
                .createSchemas(true)
                .locations("db/migration")
                .load();
    }

    /** In one transaction. */
    private void run(String as, String secret, String... statements) throws SQLException {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(url);
        try (Connection connection = direct.getConnection(as, secret)) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        }
    }
}
