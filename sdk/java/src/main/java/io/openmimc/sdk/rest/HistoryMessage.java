package io.openmimc.sdk.rest;

/**
 * A message from the archive.
 *
 * @param timestamp milliseconds since the Unix epoch
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record HistoryMessage(
        long sequence, long timestamp, String fromAccount, String toAccount, byte[] payload, String bizType) {
    @Override
    public String toString() {
        return "HistoryMessage[sequence=" + sequence + ", from=" + fromAccount + ", to=" + toAccount + ", payload="
                + payload.length + " bytes]";
    }
}
