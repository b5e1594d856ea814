package io.openmimc.gateway.accept;

import com.google.protobuf.ByteString;
import io.openmimc.proto.events.Kind;

/**
 * A message that somebody wants to send, as it came.
 *
 * @param toAccount the recipient of a P2P message, else empty; an account never seen before is fine
 * @param topicId the topic of a P2T message, else 0
 * @param packetId the sender's own name for the message, 1 to 256 characters; a repeated one is a retry
 * @param bizType opaque, empty when there is none, at most 256 characters
 * @param isStore whether the message belongs into history and contacts
 * @param conversation copied to the recipients
 * @param payload opaque, 1 byte up to the app's limit
 * @param push came over REST: the limits of client packets do not apply
 */
public record Submission(
        Kind kind,
        String toAccount,
        long topicId,
        String packetId,
        String bizType,
        boolean isStore,
        boolean conversation,
        ByteString payload,
        boolean push) {

    /** Without the payload. */
    @Override
    public String toString() {
        return "Submission[kind=" + kind + ", packetId=" + packetId + ", payloadBytes=" + payload.size() + "]";
    }
}
