package io.openmimc.account.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Moves the oldest events from the table to Kafka: reads them, sends them, waits until every one is durable there, and only
 * then deletes them. Killed at any point it leaves them in the table, so an event is sent at least once.
 */
final class OutboxBatch {
    static final int MAX_EVENTS = 500;

    /** One replica sends at a time: with two, a later event of an app could overtake an earlier one. */
    static final long LOCK = 0x4f55_5442_4f58L;

    private static final String TAKE_TURN = "SELECT pg_try_advisory_xact_lock(?)";
    private static final String OLDEST =
            "SELECT " + OutboxRow.COLUMNS + " FROM account.outbox ORDER BY id LIMIT " + MAX_EVENTS;
    private static final String DELETE = "DELETE FROM account.outbox WHERE id = ANY (?)";

    private final DataSource database;
    private final Producer<byte[], byte[]> kafka;
    private final long sendTimeoutMs;

    OutboxBatch(DataSource database, Producer<byte[], byte[]> kafka, long sendTimeoutMs) {
        this.database = database;
        this.kafka = kafka;
        this.sendTimeoutMs = sendTimeoutMs;
    }

    /**
     * Sends one batch.
     *
     * @return the events sent; none if there were none, or if it is another replica's turn
     */
    List<OutboxRow> send() throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<OutboxRow> rows = myTurn(connection) ? oldest(connection) : List.of();
                if (!rows.isEmpty()) {
                    publish(rows);
                    delete(connection, rows);
                }
                connection.commit();
                return rows;
            } catch (SQLException | ExecutionException | TimeoutException | InterruptedException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e); // the connection is gone, and the transaction with it
        }
    }

    private static boolean myTurn(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_TURN)) {
            statement.setLong(1, LOCK);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private static List<OutboxRow> oldest(Connection connection) throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OLDEST);
                ResultSet answer = statement.executeQuery()) {
            while (answer.next()) {
                rows.add(OutboxRow.read(answer));
            }
        }
        return rows;
    }

    private void publish(List<OutboxRow> rows) throws ExecutionException, TimeoutException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (OutboxRow row : rows) {
            sent.add(kafka.send(row.record()));
        }
        for (Future<RecordMetadata> acknowledged : sent) {
            acknowledged.get(sendTimeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    private static void delete(Connection connection, List<OutboxRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", rows.stream().map(OutboxRow::id).toArray()));
            statement.executeUpdate();
        }
    }
}
