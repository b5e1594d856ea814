package io.openmimc.account.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.openmimc.account.PublishedEvents;
import io.openmimc.kit.kafka.*;
import io.openmimc.kit.outbox.OutboxBatch;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class OutboxBatchTest {
    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @Inject
    AgroalDataSource database;

    @Inject
    KafkaConfig config;

    private static void append(Connection connection, long app, long version) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO account.outbox (app_id, change, version, created_at) VALUES (?, 2, ?, 0)")) {
            insert.setLong(1, app);
            insert.setLong(2, version);
            insert.executeUpdate();
        }
    }

    @Test
    void whatIsRolledBackIsNeverTold() throws Exception {
        // Given
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            append(connection, 77, 1);
            connection.rollback();
            append(connection, 77, 2);
            connection.commit();
        }
        // Then
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events.ofApp(77))
                    .extracting(AppChanged::getVersion)
                    .containsExactly(2L));
        }
    }

    @Test
    void aRelayThatDiesAfterSendingLeavesTheEventsToTheNext() throws Exception {
        try (Connection ours = database.getConnection();
                Producer<byte[], byte[]> dying = new DiesAfterSending(config)) {
            // Given: it is the turn of a replica of ours, so the service's own relay waits
            run(ours, "SELECT pg_advisory_lock(" + Relay.TABLE.lock() + ")");
            append(ours, 78, 1);
            append(ours, 78, 2);
            // When
            OutboxBatch batch = new OutboxBatch(Relay.TABLE, only(ours), dying, 5_000);
            assertThatThrownBy(batch::send).hasMessageContaining("killed");
            assertThat(left(78)).isEqualTo(2);
            run(ours, "SELECT pg_advisory_unlock(" + Relay.TABLE.lock() + ")");
        }
        // Then
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events.ofApp(78))
                    .extracting(AppChanged::getVersion)
                    .containsExactly(1L, 2L, 1L, 2L));
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(left(78)).isZero());
    }

    private int left(long app) throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM account.outbox WHERE app_id = " + app)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A data source whose one connection stays open: the lock belongs to it. */
    private static DataSource only(Connection connection) {
        Object kept = Proxy.newProxyInstance(
                OutboxBatchTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return (DataSource) Proxy.newProxyInstance(
                OutboxBatchTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> kept);
    }

    /** Its records are in Kafka, but who sent them never learns it. */
    private static final class DiesAfterSending extends KafkaProducer<byte[], byte[]> {
        DiesAfterSending(KafkaConfig config) {
            super(
                    ProducerSettings.background("dying").properties(config),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            try {
                super.send(record).get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
            return CompletableFuture.failedFuture(new KafkaException("killed"));
        }
    }
}
