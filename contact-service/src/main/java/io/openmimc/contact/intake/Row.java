package io.openmimc.contact.intake;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A row to be written.
 *
 * @param owner whose contact the peer is; 0 for a topic
 * @param peer null for a topic
 * @param done completes when the row is durable
 */
record Row(long owner, @Nullable AccountRef peer, AcceptedMessage message, CompletableFuture<Void> done) {
    /** The same row for those who wait for another. */
    Row completing(CompletableFuture<Void> others) {
        return new Row(owner, peer, message, others);
    }
}
