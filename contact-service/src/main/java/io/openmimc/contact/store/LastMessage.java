package io.openmimc.contact.store;

/**
 * The last message of a conversation.
 *
 * @param sequence holds its time, see {@link io.openmimc.proto.Sequence#timestampMs}
 */
public record LastMessage(long sequence, long fromUuid, String fromAccount, byte[] payload) {
    @Override
    public String toString() {
        return "LastMessage[sequence=" + sequence + "]";
    }
}
