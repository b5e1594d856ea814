package io.openmimc.history.inbox;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;

/**
 * Of which conversation a message in an inbox is, as the columns {@code kind} and {@code conversation} have it.
 *
 * @param kind the number of {@link Kind}; {@link #OF_NONE}: it never counts as unread
 * @param conversation the sender's uuid, or the topic's id
 */
record Talk(int kind, long conversation) {
    /** Of messages that the account wrote itself on another device, and of those that are not to be stored. */
    static final int OF_NONE = Kind.KIND_UNSPECIFIED_VALUE;

    static Talk of(long owner, AcceptedMessage message) {
        long from = message.getFrom().getUuid();
        if (from == owner || !message.getIsStore()) {
            return new Talk(OF_NONE, 0);
        }
        return message.getKind() == Kind.P2T
                ? new Talk(Kind.P2T_VALUE, message.getTopicId())
                : new Talk(Kind.P2P_VALUE, from);
    }
}
