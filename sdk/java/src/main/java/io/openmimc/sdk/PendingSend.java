package io.openmimc.sdk;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message that has no answer yet. Confined to the client's event loop, but for the future. */
final class PendingSend {
    final String packetId;
    final Destination to;
    final byte[] payload;
    final SendOptions options;
    final long deadlineNanos;
    final CompletableFuture<Ack> answer = new CompletableFuture<>();

    /** Whether it was written to the connection that stands, and not answered. */
    boolean onWire;

    /** When it was last written; meaningless before. */
    long writtenNanos;

    boolean writtenBefore;

    /** The last temporary refusal. */
    @Nullable
    MimcException refusal;

    PendingSend(String packetId, Destination to, byte[] payload, SendOptions options, long deadlineNanos) {
        this.packetId = packetId;
        this.to = to;
        this.payload = payload;
        this.options = options;
        this.deadlineNanos = deadlineNanos;
    }
}
