package io.openmimc.kit.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Where a service writes the events that its {@link OutboxRelay} sends. The table has a column {@code id} that ascends in
 * the order of the changes of whatever has to be told in order.
 *
 * @param service names the relay in Kafka and logs and is the first part of its metrics, like {@code account}
 * @param name the table with its schema
 * @param columns what {@code reader} gets, separated by commas
 * @param lock key of the advisory lock of who sends; the services share one database, so each has its own
 * @param topics the Kafka topics of the events, which are made before the first is sent
 */
public record OutboxTable(
        String service, String name, String columns, long lock, List<String> topics, RowReader reader) {

    /** Makes an event of a row. */
    @FunctionalInterface
    public interface RowReader {
        /** @param row on the row to be read, its columns in the order of {@link OutboxTable#columns()} */
        OutboxEvent read(ResultSet row) throws SQLException;
    }
}
