package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * A message of a type that is the app's own, or one whose payload is not as its type wants it.
 *
 * @param payload JSON, any value; of a message that was parsed, without spaces between its parts
 */
public record Other(String msgId, long timestamp, String msgType, String payload) implements Content {
    /**
     * @throws IllegalArgumentException where msgId or msgType is empty, timestamp is below 0 or has over 18 digits, or payload
     *     is not exactly one JSON value
     */
    public Other {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("msgType", msgType);
        if (Envelope.json(payload).isEmpty()) {
            throw new IllegalArgumentException("payload: not JSON");
        }
    }

    /**
     * A message of a type of the app's own.
     *
     * @param payload JSON, any value: a string has its quotation marks
     * @throws IllegalArgumentException as the constructor
     */
    public static Other of(String msgType, String payload) {
        Head head = Head.of(msgType);
        return new Other(head.msgId(), head.timestamp(), msgType, payload);
    }

    static Optional<Content> from(Envelope envelope) {
        String payload = envelope.payload().toString();
        // Jackson reads a few numbers, as 12e2147483647, that it cannot read as it writes them.
        return Envelope.json(payload)
                .map(json -> new Other(envelope.msgId(), envelope.timestamp(), envelope.msgType(), payload));
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, msgType, Envelope.raw(payload)).toBytes();
    }

    /** Without the payload, which is not for logs. */
    @Override
    public String toString() {
        return "Other[msgId=" + msgId + ", timestamp=" + timestamp + ", msgType=" + msgType + ", payload="
                + payload.length() + " characters]";
    }
}
