package io.openmimc.kit.outbox;

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
public final class OutboxBatch {
    static final int MAX_EVENTS = 500;
    static final int MAX_BYTES = 4 * 1024 * 1024;

    /** Rows that the driver holds at a time: events can be large. */
    private static final int FETCH = 50;

    /** One replica sends at a time: with two, a later event could overtake an earlier one. */
    private static final String TAKE_TURN = "SELECT pg_try_advisory_xact_lock(?)";

    private final OutboxTable table;
    private final DataSource database;
    private final Producer<byte[], byte[]> kafka;
    private final long sendTimeoutMs;

    /** @param sendTimeoutMs how long Kafka may take to acknowledge an event before the batch fails */
    public OutboxBatch(OutboxTable table, DataSource database, Producer<byte[], byte[]> kafka, long sendTimeoutMs) {
        this.table = table;
        this.database = database;
        this.kafka = kafka;
        this.sendTimeoutMs = sendTimeoutMs;
    }

    /** Sends one batch. When it fails, its events are still in the table; Kafka may have them all the same. */
    public Outcome send() throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean turn = myTurn(connection);
                List<OutboxEvent> events = turn ? oldest(connection) : List.of();
                if (!events.isEmpty()) {
                    publish(events);
                    delete(connection, events);
                }
                connection.commit();
                return new Outcome(turn, events);
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

    private boolean myTurn(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE_TURN)) {
            statement.setLong(1, table.lock());
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private List<OutboxEvent> oldest(Connection connection) throws SQLException {
        List<OutboxEvent> events = new ArrayList<>();
        long bytes = 0;
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + table.columns() + " FROM " + table.name() + " ORDER BY id LIMIT " + MAX_EVENTS)) {
            statement.setFetchSize(FETCH);
            try (ResultSet answer = statement.executeQuery()) {
                while (bytes < MAX_BYTES && answer.next()) {
                    OutboxEvent event = table.reader().read(answer);
                    events.add(event);
                    bytes += event.bytes();
                }
            }
        }
        return events;
    }

    private void publish(List<OutboxEvent> events) throws ExecutionException, TimeoutException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
        for (OutboxEvent event : events) {
            sent.add(kafka.send(event.record()));
        }
        for (Future<RecordMetadata> acknowledged : sent) {
            acknowledged.get(sendTimeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    private void delete(Connection connection, List<OutboxEvent> events) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + table.name() + " WHERE id = ANY (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", events.stream().map(OutboxEvent::id).toArray()));
            statement.executeUpdate();
        }
    }

    /**
     * What became of a batch.
     *
     * @param turn false: another replica is sending, nothing was looked at
     * @param sent the events that are in Kafka now
     */
    public record Outcome(boolean turn, List<OutboxEvent> sent) {}
}
