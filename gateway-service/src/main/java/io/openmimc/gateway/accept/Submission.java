package io.openmimc.gateway.accept;

import com.google.protobuf.ByteString;

/**
 * A message that somebody wants to send, as it came.
 *
 * @param packetId the sender's own name for the message, 1 to 256 characters; a repeated one is a retry
 * @param bizType opaque, empty when there is none, at most 256 characters
 * @param isStore whether the message belongs into history and contacts
 * @param conversation copied to the recipients
 * @param payload opaque, 1 byte up to the app's limit
 * @param push came over REST: the limits of client packets do not apply
 */
public record Submission(
        Destination to,
        String packetId,
        String bizType,
        boolean isStore,
        boolean conversation,
        ByteString payload,
        boolean push) {

    /** Without the payload. */
    @Override
    public String toString() {
        return "Submission[kind=" + to.kind() + ", packetId=" + packetId + ", payloadBytes=" + payload.size() + "]";
    }
}
