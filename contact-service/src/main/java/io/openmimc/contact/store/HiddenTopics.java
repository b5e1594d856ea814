package io.openmimc.contact.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which topics an account has removed from its list, and up to which message: the row of a topic is shared by its members,
 * so it cannot be removed itself. All failures are {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class HiddenTopics {
    /** A uuid is never given again. */
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final CqlStatement hide;
    private final CqlStatement all;
    private final CqlStatement removeAll;

    HiddenTopics(Cassandra cassandra) {
        this.hide = cassandra.statement(
                "hidden.store",
                """
                INSERT INTO hidden_topics (owner, topic, sequence) VALUES (:owner, :topic, :sequence)
                USING TIMESTAMP :written AND TTL :ttl""");
        this.all = cassandra.statement("hidden.all", "SELECT topic, sequence FROM hidden_topics WHERE owner = :owner");
        this.removeAll = cassandra.statement(
                "hidden.remove-all", "DELETE FROM hidden_topics USING TIMESTAMP :written WHERE owner = :owner");
    }

    /**
     * Hides a topic until a message comes that is newer.
     *
     * @param sequence of the last message that is hidden
     * @param secondsLeft until that is no longer recent; positive
     */
    public CompletionStage<Void> hide(long owner, long topicId, long sequence, int secondsLeft) {
        return hide.execute(values -> values.setLong("owner", owner)
                        .setLong("topic", topicId)
                        .setLong("sequence", sequence)
                        .setLong("written", sequence)
                        .setInt("ttl", secondsLeft))
                .thenAccept(done -> {});
    }

    /** The sequences up to which topics are hidden, by topic. */
    public CompletionStage<Map<Long, Long>> of(long owner) {
        return all.execute(values -> values.setLong("owner", owner))
                .thenCompose(page -> collect(page, new HashMap<>()));
    }

    private CompletionStage<Map<Long, Long>> collect(AsyncResultSet page, Map<Long, Long> hidden) {
        page.currentPage().forEach(row -> hidden.put(row.getLong("topic"), row.getLong("sequence")));
        return page.hasMorePages()
                ? all.next(page).thenCompose(next -> collect(next, hidden))
                : CompletableFuture.completedStage(hidden);
    }

    /** Forgets them for an account that is gone for good. */
    public CompletionStage<Void> removeAll(long owner) {
        return removeAll
                .execute(values -> values.setLong("owner", owner).setLong("written", FOR_EVER))
                .thenAccept(done -> {});
    }
}
