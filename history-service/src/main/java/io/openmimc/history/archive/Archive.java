package io.openmimc.history.archive;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.history.archive.Conversation.OfTopic;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import io.openmimc.kit.cassandra.SmallWrites;
import io.openmimc.proto.events.AcceptedMessage;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Messages of conversations, in two tables. All failures are {@link io.openmimc.proto.ImException} UNAVAILABLE. */
@Singleton
public class Archive {
    private final ArchiveTable ofTwo;
    private final ArchiveTable ofTopics;
    private final SmallWrites writes;

    /** {@code history.archive.writes} counts requests, which hold many messages under load. */
    Archive(Cassandra cassandra, MeterRegistry meters) {
        this.writes = new SmallWrites(cassandra, "archive.store", meters.counter("history.archive.writes"));
        this.ofTwo = ArchiveTable.ofTwo(cassandra);
        this.ofTopics = ArchiveTable.ofTopics(cassandra);
    }

    private ArchiveTable table(Conversation conversation) {
        return conversation instanceof OfTopic ? ofTopics : ofTwo;
    }

    /** Runs what {@link #store}s many, so that they share requests. */
    void together(Runnable stores) {
        writes.together(stores);
    }

    /** Stores messages of one partition. The sequence is the key, so storing again changes nothing. */
    CompletionStage<Void> store(Conversation conversation, int week, List<AcceptedMessage> messages) {
        CqlStatement store = table(conversation).store;
        return store.prepare()
                .thenCompose(prepared -> writes.write(messages.stream()
                        .map(message -> row(store, conversation, week, message))
                        .toList()));
    }

    private static BoundStatement row(
            CqlStatement store, Conversation conversation, int week, AcceptedMessage message) {
        return store.bind(values -> {
            BoundStatementBuilder row = ArchiveTable.partition(values, conversation, week)
                    .setLong("sequence", message.getSequence())
                    .setLong("from_uuid", message.getFrom().getUuid())
                    .setString("from_account", message.getFrom().getAccount())
                    .setString("biz_type", message.getBizType())
                    .setByteBuffer("payload", message.getPayload().asReadOnlyByteBuffer());
            return conversation instanceof OfTopic
                    ? row
                    : row.setString("to_account", message.getTo().getAccount());
        });
    }

    /**
     * Reads a range of one week.
     *
     * @param from first sequence
     * @param to the sequence after the last one
     * @param backwards the largest sequence first
     * @param pageRows messages that are read, and held in memory, at a time
     * @param wanted asked for each message in order; reading ends with the first that is refused
     */
    CompletionStage<Void> read(
            Conversation conversation,
            int week,
            long from,
            long to,
            boolean backwards,
            int pageRows,
            Predicate<ArchivedMessage> wanted) {
        CqlStatement range = table(conversation).range(backwards);
        return range.execute(values -> ArchiveTable.partition(values, conversation, week)
                        .setLong("first", from)
                        .setLong("end", to)
                        .setPageSize(pageRows))
                .thenCompose(page -> read(range, page, wanted));
    }

    private static CompletionStage<Void> read(
            CqlStatement range, AsyncResultSet page, Predicate<ArchivedMessage> wanted) {
        for (Row row : page.currentPage()) {
            if (!wanted.test(message(row))) {
                return CompletableFuture.completedStage(null);
            }
        }
        return page.hasMorePages()
                ? range.next(page).thenCompose(next -> read(range, next, wanted))
                : CompletableFuture.completedStage(null);
    }

    private static ArchivedMessage message(Row row) {
        ByteBuffer blob = row.getByteBuffer("payload");
        byte[] payload = new byte[blob == null ? 0 : blob.remaining()];
        if (blob != null) {
            blob.get(payload);
        }
        return new ArchivedMessage(
                row.getLong("sequence"),
                text(row, "from_account"),
                row.getColumnDefinitions().contains("to_account") ? text(row, "to_account") : "",
                text(row, "biz_type"),
                payload);
    }

    private static String text(Row row, String column) {
        String value = row.getString(column);
        return value == null ? "" : value;
    }
}
