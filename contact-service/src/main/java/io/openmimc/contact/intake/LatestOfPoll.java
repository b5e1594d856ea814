package io.openmimc.contact.intake;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Of the messages of one poll the last one of every conversation; for two accounts once a side. */
final class LatestOfPoll {
    /** @param owner 0 for a topic, whose id is then the other; ids and uuids are positive */
    private record Key(long owner, long other) {}

    private final Map<Key, Row> rows = new LinkedHashMap<>();

    /** @return completes when the message, or a later one of the topic, is durable */
    CompletableFuture<Void> ofTopic(AcceptedMessage message) {
        return put(0, message.getTopicId(), null, message);
    }

    /** @return completes when the message, or a later one of the two, is durable for the owner */
    CompletableFuture<Void> ofPeer(long owner, AccountRef peer, AcceptedMessage message) {
        return put(owner, peer.getUuid(), peer, message);
    }

    private CompletableFuture<Void> put(long owner, long other, @Nullable AccountRef peer, AcceptedMessage message) {
        return rows.merge(
                        new Key(owner, other),
                        new Row(owner, peer, message, new CompletableFuture<>()),
                        (before, now) ->
                                now.message().getSequence() > before.message().getSequence()
                                        ? now.completing(before.done())
                                        : before)
                .done();
    }

    int size() {
        return rows.size();
    }

    void forEach(Consumer<Row> action) {
        rows.values().forEach(action);
    }
}
