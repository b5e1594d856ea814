package io.openmimc.sdk.format;

import java.util.Optional;

/**
 * The sender takes back an earlier message. Obey it only in the conversation that it came in, and only where the account
 * that it came from is the one that the earlier message came from: anybody can write any id.
 *
 * @param recalledType the msgType of the earlier message, as {@code TEXT}
 * @param recalledMsgId its msgId
 */
public record Recall(String msgId, long timestamp, String recalledType, String recalledMsgId) implements Content {
    private static final String SUFFIX = "_RECALL";
    private static final String RECALL_MSG_ID = "recall_msgId";

    /**
     * @throws IllegalArgumentException where a string is empty, or timestamp is below 0 or has over 18 digits
     */
    public Recall {
        Head.check(msgId, timestamp);
        Head.checkNotEmpty("recalledType", recalledType);
        Head.checkNotEmpty("recalledMsgId", recalledMsgId);
    }

    /** Takes back a message of one's own. */
    public static Recall of(Content earlier) {
        Head head = Head.answering(earlier, earlier.msgType() + SUFFIX);
        return new Recall(head.msgId(), head.timestamp(), earlier.msgType(), earlier.msgId());
    }

    static Optional<Content> from(Envelope envelope) {
        return envelope.typeBefore(SUFFIX).flatMap(type -> envelope.name(RECALL_MSG_ID)
                .map(id -> new Recall(envelope.msgId(), envelope.timestamp(), type, id)));
    }

    @Override
    public String msgType() {
        return recalledType + SUFFIX;
    }

    @Override
    public byte[] toBytes() {
        return new Envelope(msgId, timestamp, msgType(), Envelope.object().put(RECALL_MSG_ID, recalledMsgId)).toBytes();
    }
}
