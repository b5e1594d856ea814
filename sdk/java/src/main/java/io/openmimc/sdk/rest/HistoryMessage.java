package io.openmimc.sdk.rest;

/**
 * A message from the archive.
 *
 * @param timestamp milliseconds since the Unix epoch
 * @param toAccount empty for a message to a group
 * @param topicId the group it was sent to, or 0
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record HistoryMessage(
        long sequence,
        long timestamp,
        String fromAccount,
        String toAccount,
        long topicId,
        byte[] payload,
        String bizType) {
    @Override
    public String toString() {
        return "HistoryMessage[sequence=" + sequence + ", from=" + fromAccount + ", payload=" + payload.length
                + " bytes]";
    }
}
