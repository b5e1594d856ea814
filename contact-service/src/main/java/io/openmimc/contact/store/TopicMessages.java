package io.openmimc.contact.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import io.openmimc.kit.cassandra.SmallWrites;
import io.openmimc.proto.events.AcceptedMessage;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The last messages of topics: the table {@code topics}, one row a topic. The write time of a row is its message's sequence,
 * as in {@link Peers}. All failures are {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class TopicMessages {
    /** Of one request: one node collects their rows, and may have to hold as many of the largest payloads. */
    public static final int MAX_TOPICS = 50;

    private final SmallWrites writes;
    private final CqlStatement store;
    private final CqlStatement some;

    TopicMessages(Cassandra cassandra, SmallWrites writes) {
        this.writes = writes;
        this.store = cassandra.statement(
                "topics.store",
                """
                INSERT INTO topics (app, topic, sequence, from_uuid, from_account, payload)
                VALUES (:app, :topic, :sequence, :from_uuid, :from_account, :payload)
                USING TIMESTAMP :written AND TTL :ttl""");
        this.some = cassandra.statement(
                "topics.some",
                """
                SELECT topic, sequence, from_uuid, from_account, payload FROM topics
                WHERE app = :app AND topic IN :topics""");
    }

    /**
     * Notes the last message of a topic, unless a later one is there.
     *
     * @param secondsLeft until it is no longer recent; positive
     */
    public CompletionStage<Void> store(AcceptedMessage message, int secondsLeft) {
        return store.prepare()
                .thenCompose(prepared -> writes.write(store.bind(values -> values.setLong("app", message.getAppId())
                        .setLong("topic", message.getTopicId())
                        .setLong("sequence", message.getSequence())
                        .setLong("from_uuid", message.getFrom().getUuid())
                        .setString("from_account", message.getFrom().getAccount())
                        .setByteBuffer("payload", message.getPayload().asReadOnlyByteBuffer())
                        .setLong("written", message.getSequence())
                        .setInt("ttl", secondsLeft))));
    }

    /**
     * The last messages of those topics that have a recent one. One request for all: with one for each topic, a list with
     * 500 of them took a third more processor time, here and in Cassandra.
     *
     * @param topicIds {@link #MAX_TOPICS} at most
     */
    public CompletionStage<Map<Long, LastMessage>> of(long appId, List<Long> topicIds) {
        return some.execute(values -> values.setLong("app", appId).setList("topics", topicIds, Long.class))
                .thenApply(rows -> {
                    Map<Long, LastMessage> found = new HashMap<>();
                    rows.currentPage().forEach(row -> found.put(row.getLong("topic"), message(row)));
                    return found;
                });
    }

    private static LastMessage message(Row row) {
        return new LastMessage(
                row.getLong("sequence"),
                row.getLong("from_uuid"),
                Values.text(row, "from_account"),
                Values.bytes(row, "payload"));
    }
}
