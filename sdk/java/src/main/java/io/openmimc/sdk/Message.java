package io.openmimc.sdk;

import java.nio.charset.StandardCharsets;

/**
 * A message that arrived.
 *
 * @param sequence unique in the whole system; a conversation sorts by it
 * @param timestamp server time in milliseconds since the Unix epoch
 * @param from who sent it, from which device
 * @param toAccount the recipient; another account than one's own where this is a copy of what another device of one's own
 *     account sent. Empty for a message to a group
 * @param topicId the group it was sent to, or 0
 * @param payload the sender's bytes; the array belongs to the listener
 * @param bizType free text of the sender's application, may be empty
 * @param packetId the sender's id of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Message(
        long sequence,
        long timestamp,
        Sender from,
        String toAccount,
        long topicId,
        byte[] payload,
        String bizType,
        String packetId) {

    /** One device of one account. */
    public record Sender(String account, long uuid, String resource) {}

    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Message[sequence=" + sequence + ", from=" + from + ", packetId=" + packetId + ", payload="
                + payload.length + " bytes]";
    }
}
