package io.openmimc.kit.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import org.jspecify.annotations.Nullable;

/** Reads the values of {@code mimc.messages}. */
public final class AcceptedMessages {
    private AcceptedMessages() {}

    /**
     * A message that has all that is needed to bring it to somebody.
     *
     * @throws UnreadableRecordException naming what is missing
     */
    public static AcceptedMessage parse(byte @Nullable [] value) {
        if (value == null) {
            throw new UnreadableRecordException("no value");
        }
        AcceptedMessage message;
        try {
            message = AcceptedMessage.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableRecordException("not an AcceptedMessage: " + e.getMessage());
        }
        require(message.getSequence() > 0, "sequence");
        require(message.getAppId() != 0, "app_id");
        require(message.getFrom().getUuid() > 0, "from.uuid");
        require(message.getKind() == Kind.P2P || message.getKind() == Kind.P2T, "kind");
        if (message.getKind() == Kind.P2P) {
            require(message.getTo().getUuid() > 0, "to.uuid");
        } else {
            require(message.getTopicId() > 0, "topic_id");
        }
        return message;
    }

    private static void require(boolean there, String field) {
        if (!there) {
            throw new UnreadableRecordException("field missing or unknown: " + field);
        }
    }
}
