package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * A text.
 *
 * @param text may be empty
 */
public record Text(String msgId, long timestamp, String text) implements Content {
    static final String TYPE = "TEXT";

    /** @throws IllegalArgumentException where msgId is empty, or timestamp is below 0 or has over 18 digits */
    public Text {
        Head.check(msgId, timestamp);
    }

    public static Text of(String text) {
        Head head = Head.of(TYPE);
        return new Text(head.msgId(), head.timestamp(), text);
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.text().map(text -> new Text(envelope.msgId(), envelope.timestamp(), text));
    }

    @Override
    public String msgType() {
        return TYPE;
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, TYPE, Envelope.text(text)).toBytes();
    }

    /** Without the text, which is not for logs. */
    @Override
    public String toString() {
        return "Text[msgId=" + msgId + ", timestamp=" + timestamp + ", text=" + text.length() + " characters]";
    }
}
