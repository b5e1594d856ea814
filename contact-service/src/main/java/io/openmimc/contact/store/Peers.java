package io.openmimc.contact.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import io.openmimc.kit.cassandra.SmallWrites;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who has spoken with whom: the table {@code peers}. The write time of a row is its message's sequence: an older message
 * that comes later changes nothing, and a removal reaches up to the message that was seen. All failures are
 * {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class Peers {
    private static final int PAGE_ROWS = 500;
    /** A uuid is never given again: what still comes for it is deleted by the same stroke. */
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final SmallWrites writes;
    private final CqlStatement store;
    private final CqlStatement all;
    private final CqlStatement one;
    private final CqlStatement remove;
    private final CqlStatement removeAll;

    Peers(Cassandra cassandra, SmallWrites writes) {
        this.writes = writes;
        this.store = cassandra.statement(
                "peers.store",
                """
                INSERT INTO peers (owner, peer, peer_account, sequence, from_uuid, payload)
                VALUES (:owner, :peer, :peer_account, :sequence, :from_uuid, :payload)
                USING TIMESTAMP :written AND TTL :ttl""");
        this.all = cassandra.statement(
                "peers.all", "SELECT peer, peer_account, sequence, from_uuid, payload FROM peers WHERE owner = :owner");
        this.one = cassandra.statement("peers.one", "SELECT sequence FROM peers WHERE owner = :owner AND peer = :peer");
        this.remove = cassandra.statement(
                "peers.remove", "DELETE FROM peers USING TIMESTAMP :written WHERE owner = :owner AND peer = :peer");
        this.removeAll = cassandra.statement(
                "peers.remove-all", "DELETE FROM peers USING TIMESTAMP :written WHERE owner = :owner");
    }

    /**
     * Notes the last message of one account with another, unless a later one is there.
     *
     * @param secondsLeft until it is no longer recent; positive
     */
    public CompletionStage<Void> store(long owner, AccountRef peer, AcceptedMessage message, int secondsLeft) {
        return store.prepare()
                .thenCompose(prepared -> writes.write(store.bind(values -> values.setLong("owner", owner)
                        .setLong("peer", peer.getUuid())
                        .setString("peer_account", peer.getAccount())
                        .setLong("sequence", message.getSequence())
                        .setLong("from_uuid", message.getFrom().getUuid())
                        .setByteBuffer("payload", message.getPayload().asReadOnlyByteBuffer())
                        .setLong("written", message.getSequence())
                        .setInt("ttl", secondsLeft))));
    }

    /**
     * Hands on every peer of an account, in no order.
     *
     * @param wanted false ends the reading
     */
    public CompletionStage<Void> each(long owner, Predicate<Peer> wanted) {
        return all.execute(values -> values.setLong("owner", owner).setPageSize(PAGE_ROWS))
                .thenCompose(page -> each(page, wanted));
    }

    private CompletionStage<Void> each(AsyncResultSet page, Predicate<Peer> wanted) {
        for (Row row : page.currentPage()) {
            if (!wanted.test(peer(row))) {
                return CompletableFuture.completedStage(null);
            }
        }
        return page.hasMorePages()
                ? all.next(page).thenCompose(next -> each(next, wanted))
                : CompletableFuture.completedStage(null);
    }

    private static Peer peer(Row row) {
        long uuid = row.getLong("peer");
        return new Peer(
                uuid,
                Values.text(row, "peer_account"),
                row.getLong("sequence"),
                row.getLong("from_uuid") == uuid,
                Values.bytes(row, "payload"));
    }

    /** Removes a peer until a message comes that is newer than the last one there is; nothing where there is none. */
    public CompletionStage<Void> remove(long owner, long peer) {
        return one.execute(values -> values.setLong("owner", owner).setLong("peer", peer))
                .thenCompose(rows -> {
                    OptionalLong sequence = sequence(rows.one());
                    return sequence.isEmpty()
                            ? CompletableFuture.completedStage(null)
                            : remove.execute(values -> values.setLong("owner", owner)
                                            .setLong("peer", peer)
                                            .setLong("written", sequence.getAsLong()))
                                    .thenAccept(done -> {});
                });
    }

    private static OptionalLong sequence(@Nullable Row row) {
        return row == null ? OptionalLong.empty() : OptionalLong.of(row.getLong("sequence"));
    }

    /** Removes all peers of an account that is gone for good. */
    public CompletionStage<Void> removeAll(long owner) {
        return removeAll
                .execute(values -> values.setLong("owner", owner).setLong("written", FOR_EVER))
                .thenAccept(done -> {});
    }
}
