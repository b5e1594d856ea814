package io.openmimc.contact.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import io.openmimc.proto.events.AcceptedMessage;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The last messages of topics: the table {@code topics}, one row a topic. The write time of a row is its message's sequence,
 * as in {@link Peers}. All failures are {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class TopicMessages {
    private final RowWrites writes;
    private final CqlStatement store;
    private final CqlStatement one;

    TopicMessages(Cassandra cassandra, RowWrites writes) {
        this.writes = writes;
        this.store = cassandra.statement(
                "topics.store",
                """
                INSERT INTO topics (app, topic, sequence, from_uuid, from_account, payload)
                VALUES (:app, :topic, :sequence, :from_uuid, :from_account, :payload)
                USING TIMESTAMP :written AND TTL :ttl""");
        this.one = cassandra.statement(
                "topics.one",
                "SELECT sequence, from_uuid, from_account, payload FROM topics WHERE app = :app AND topic = :topic");
    }

    /**
     * Notes the last message of a topic, unless a later one is there.
     *
     * @param secondsLeft until it is no longer recent; positive
     */
    public CompletionStage<Void> store(AcceptedMessage message, int secondsLeft) {
        return store.prepare()
                .thenCompose(prepared -> writes.write(
                        store.bind(values -> values.setLong("app", message.getAppId())
                                .setLong("topic", message.getTopicId())
                                .setLong("sequence", message.getSequence())
                                .setLong("from_uuid", message.getFrom().getUuid())
                                .setString("from_account", message.getFrom().getAccount())
                                .setByteBuffer("payload", message.getPayload().asReadOnlyByteBuffer())
                                .setLong("written", message.getSequence())
                                .setInt("ttl", secondsLeft)),
                        message.getPayload().size()));
    }

    /** The last message of a topic, if it has a recent one. */
    public CompletionStage<Optional<LastMessage>> of(long appId, long topicId) {
        return one.execute(values -> values.setLong("app", appId).setLong("topic", topicId))
                .thenApply(rows -> Optional.ofNullable(rows.one()).map(TopicMessages::message));
    }

    private static LastMessage message(Row row) {
        return new LastMessage(
                row.getLong("sequence"),
                row.getLong("from_uuid"),
                Values.text(row, "from_account"),
                Values.bytes(row, "payload"));
    }
}
