package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import io.openmimc.kit.cassandra.SmallWrites;
import io.openmimc.proto.inbox.RowRef;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The table {@code inbox}. Rows are written by UPDATE, which adds to the set of those who took it without the tombstone
 * that INSERT would leave. All failures are {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class InboxRows {
    /** Of the table; here so that marks do not outlive their rows. */
    static final Duration RETENTION = Duration.ofDays(7);

    private static final int PAGE_ROWS = 100;
    private static final int LIGHT_PAGE_ROWS = 1_000;

    private final Cassandra cassandra;
    private final Clock clock = Clock.systemUTC();
    private final Positions positions = new Positions(clock);
    private final SmallWrites writes;
    private final CqlStatement store;
    private final CqlStatement mark;
    private final CqlStatement scan;
    private final CqlStatement scanRefs;
    private final CqlStatement scanConversations;

    InboxRows(Cassandra cassandra, InboxMetrics metrics) {
        this.cassandra = cassandra;
        this.writes = new SmallWrites(cassandra, "inbox.store", metrics.writes());
        this.store = cassandra.statement(
                "inbox.store",
                """
                UPDATE inbox SET message = :message, kind = :kind, conversation = :conversation, taken = taken + :taken,
                    owed = owed + :owed
                WHERE uuid = :uuid AND position = :position AND sequence = :sequence""");
        // It makes a row without a message if the row has expired meanwhile, or is yet to be written.
        this.mark = cassandra.statement(
                "inbox.mark",
                """
                UPDATE inbox USING TTL :ttl SET taken = taken + :taken, owed = owed + :owed
                WHERE uuid = :uuid AND position = :position AND sequence = :sequence""");
        this.scan = cassandra.statement(
                "inbox.scan",
                "SELECT position, sequence, message, taken, owed FROM inbox WHERE uuid = :uuid AND position >= :position");
        this.scanRefs = cassandra.statement(
                "inbox.scan-refs",
                "SELECT position, sequence, taken FROM inbox WHERE uuid = :uuid AND position >= :position");
        this.scanConversations = cassandra.statement(
                "inbox.scan-conversations",
                """
                SELECT sequence, kind, conversation, taken FROM inbox WHERE uuid = :uuid AND position >= :position""");
    }

    /**
     * Stores messages for one account, in this order and after all that this process stored before. Positions are new
     * with every attempt: one from long ago could lie behind a cursor. Should an attempt that failed have worked after
     * all, readers see the sequence twice and leave the second out.
     */
    public CompletionStage<Void> store(long uuid, List<InboxEntry> entries) {
        return store.prepare()
                .thenCompose(prepared -> writes.write(
                        entries.stream().map(entry -> row(uuid, entry)).toList()));
    }

    /** Runs what {@link #store}s for many accounts, so that they share requests. */
    public void together(Runnable stores) {
        writes.together(stores);
    }

    private BoundStatement row(long uuid, InboxEntry entry) {
        Talk talk = Talk.of(uuid, entry.message());
        return store.bind(values -> {
            BoundStatementBuilder row = values.setByteBuffer(
                            "message", entry.message().toByteString().asReadOnlyByteBuffer())
                    .setByte("kind", (byte) talk.kind())
                    .setLong("conversation", talk.conversation())
                    .setLong("uuid", uuid)
                    .setLong("position", positions.next())
                    .setLong("sequence", entry.message().getSequence());
            row = entry.owed().isEmpty() ? row : row.setSet("owed", entry.owed(), String.class);
            return entry.taken().isEmpty() ? row : row.setSet("taken", entry.taken(), String.class);
        });
    }

    /**
     * Marks, to be run in a batch, that a resource took rows.
     *
     * @param rows each with those that it is owed to from now on
     */
    CompletionStage<List<BatchableStatement<?>>> marks(long uuid, String resource, Map<RowRef, Set<String>> rows) {
        return mark.prepare().thenApply(prepared -> {
            List<BatchableStatement<?>> marks = new ArrayList<>(rows.size());
            rows.forEach((row, owed) -> marks.add(mark.bind(values -> {
                BoundStatementBuilder marked = values.setInt("ttl", secondsLeft(row.getPosition()))
                        .setSet("taken", Set.of(resource), String.class)
                        .setLong("uuid", uuid)
                        .setLong("position", row.getPosition())
                        .setLong("sequence", row.getSequence());
                return owed.isEmpty() ? marked : marked.setSet("owed", owed, String.class);
            })));
            return marks;
        });
    }

    /** Where a row would be stored now. */
    long nextPosition() {
        return positions.next();
    }

    private int secondsLeft(long position) {
        long age = Math.max(0, clock.millis() - Positions.ms(position));
        return (int) Math.max(1, RETENTION.minusMillis(age).toSeconds());
    }

    /** Rows from a position on, in order, the first page of them. */
    CompletionStage<AsyncResultSet> scan(long uuid, long position) {
        return scan.execute(values ->
                values.setLong("uuid", uuid).setLong("position", position).setPageSize(PAGE_ROWS));
    }

    CompletionStage<AsyncResultSet> scanRefs(long uuid, long position) {
        return scanRefs.execute(values ->
                values.setLong("uuid", uuid).setLong("position", position).setPageSize(LIGHT_PAGE_ROWS));
    }

    /** As {@link #scan}, of each row whose message it is instead of the message. */
    CompletionStage<AsyncResultSet> scanConversations(long uuid, long position) {
        return scanConversations.execute(values ->
                values.setLong("uuid", uuid).setLong("position", position).setPageSize(LIGHT_PAGE_ROWS));
    }

    /** The page after one of the scans. */
    CompletionStage<AsyncResultSet> next(AsyncResultSet page) {
        return scan.next(page);
    }

    /** Runs statements of one account together: they are of one partition key, so one replica set takes all or none. */
    CompletionStage<Void> run(String name, List<BatchableStatement<?>> statements) {
        var statement = statements.size() == 1
                ? statements.get(0)
                : BatchStatement.newInstance(DefaultBatchType.UNLOGGED, statements);
        return cassandra.execute(name, statement).thenAccept(done -> {});
    }
}
