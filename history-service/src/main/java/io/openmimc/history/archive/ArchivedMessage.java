package io.openmimc.history.archive;

/**
 * A message of the history.
 *
 * @param sequence holds its time, see {@link io.openmimc.proto.Sequence#timestampMs}
 * @param toAccount empty for a message to a topic
 * @param bizType empty if the sender gave none
 */
public record ArchivedMessage(long sequence, String fromAccount, String toAccount, String bizType, byte[] payload) {
    @Override
    public String toString() {
        return "ArchivedMessage[sequence=" + sequence + "]";
    }
}
