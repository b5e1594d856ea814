package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * The receiver has read a message. In a group every reader writes one, all with the same msgId: what tells them apart is who
 * sent them.
 *
 * @param readType the msgType of the message that was read, as {@code TEXT}
 * @param readMsgId its msgId
 */
public record Read(String msgId, long timestamp, String readType, String readMsgId) implements Content {
    private static final String SUFFIX = "_READ";
    private static final String READ_MSG_ID = "read_msgId";

    /**
     * @throws IllegalArgumentException where a string is empty, or timestamp is below 0 or has over 18 digits
     */
    public Read {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("readType", readType);
        Head.checkNotEmpty("readMsgId", readMsgId);
    }

    public static Read of(Content received) {
        Head head = Head.answering(received, received.msgType() + SUFFIX);
        return new Read(head.msgId(), head.timestamp(), received.msgType(), received.msgId());
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.typeBefore(SUFFIX).flatMap(type -> envelope.name(READ_MSG_ID)
                .map(id -> new Read(envelope.msgId(), envelope.timestamp(), type, id)));
    }

    @Override
    public String msgType() {
        return readType + SUFFIX;
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, msgType(), Envelope.object().put(READ_MSG_ID, readMsgId)).toBytes();
    }
}
