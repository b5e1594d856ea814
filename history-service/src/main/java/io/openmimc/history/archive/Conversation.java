package io.openmimc.history.archive;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;

/** Whose messages are read together: two accounts', or a topic's. */
public sealed interface Conversation {
    long appId();

    /**
     * Two accounts, whoever of them wrote first.
     *
     * @param low the smaller uuid; equal to {@code high} for notes to oneself
     */
    record OfTwo(long appId, long low, long high) implements Conversation {
        public OfTwo {
            if (low > high) {
                throw new IllegalArgumentException("uuids not in order");
            }
        }
    }

    /** The members of a topic. */
    record OfTopic(long appId, long topicId) implements Conversation {}

    static Conversation of(long appId, long one, long other) {
        return new OfTwo(appId, Math.min(one, other), Math.max(one, other));
    }

    static Conversation of(AcceptedMessage message) {
        return message.getKind() == Kind.P2T
                ? new OfTopic(message.getAppId(), message.getTopicId())
                : of(
                        message.getAppId(),
                        message.getFrom().getUuid(),
                        message.getTo().getUuid());
    }
}
