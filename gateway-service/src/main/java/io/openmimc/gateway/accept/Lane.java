package io.openmimc.gateway.accept;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The messages of one sender, in order. */
public final class Lane {
    private final Sender sender;

    Lane(Sender sender) {
        this.sender = sender;
    }

    /**
     * Puts a message onto the log. Never blocks; the calls of one lane must come one after the other.
     *
     * @return completes within 4.5 s, on a thread of Redis, Kafka or a timer, so go back to your own; fails with {@link
     *     ImException}: BAD_REQUEST, TOO_LARGE, NOT_FOUND (no such topic), RATE_LIMITED (also with more than 64 messages
     *     of this lane in flight), UNAVAILABLE (trying again with the same packetId is safe)
     */
    public CompletionStage<Accepted> accept(Submission submission) {
        return CompletableFuture.failedFuture(
                new ImException(ErrorCode.UNAVAILABLE, "messages of " + sender.account() + " are not accepted yet"));
    }
}
