package io.openmimc.sdk;

/**
 * The server has the message: it is stored durably and will reach every device of its recipient.
 *
 * @param packetId the one it was sent under
 * @param sequence the message's number, unique in the whole system; conversations sort by it
 * @param timestamp server time in milliseconds since the Unix epoch
 */
public record Ack(String packetId, long sequence, long timestamp) {}
