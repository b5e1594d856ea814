package io.openmimc.gateway.mailbox;

import com.google.protobuf.ByteString;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.wire.MIMCGroup;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;

/**
 * A message in the form that devices get; made once, shared by all sessions it goes to.
 *
 * @param bytes size of the payload, which limits count
 */
public record Parcel(long sequence, int bytes, MIMCPacket packet) {

    /** The packet as docs/wire-protocol.md 6 asks for: {@code from} complete, {@code to} without a resource. */
    public static Parcel of(AcceptedMessage message, String appPackage) {
        MIMCPacket packet = MIMCPacket.newBuilder()
                .setPacketId(message.getPacketId())
                .setPackage(appPackage)
                .setSequence(message.getSequence())
                .setType(message.getKind() == Kind.P2T ? MIMC_MSG_TYPE.P2T_MESSAGE : MIMC_MSG_TYPE.P2P_MESSAGE)
                .setPayload(message.getKind() == Kind.P2T ? toTopic(message) : toAccount(message))
                .setTimestamp(message.getTimestamp())
                .setConversation(message.getConversation())
                .setConvIndex(0)
                .build();
        return new Parcel(message.getSequence(), message.getPayload().size(), packet);
    }

    private static ByteString toAccount(AcceptedMessage message) {
        // Two SDKs drop a message whose to.resource names another resource than theirs, so there is none.
        MIMCUser to = MIMCUser.newBuilder()
                .setAppId(message.getAppId())
                .setAppAccount(message.getTo().getAccount())
                .setUuid(message.getTo().getUuid())
                .build();
        return MIMCP2PMessage.newBuilder()
                .setFrom(from(message))
                .setTo(to)
                .setPayload(message.getPayload())
                .setIsStore(message.getIsStore())
                .setBizType(message.getBizType())
                .build()
                .toByteString();
    }

    private static ByteString toTopic(AcceptedMessage message) {
        MIMCGroup to = MIMCGroup.newBuilder()
                .setAppId(message.getAppId())
                .setTopicId(message.getTopicId())
                .build();
        return MIMCP2TMessage.newBuilder()
                .setFrom(from(message))
                .setTo(to)
                .setPayload(message.getPayload())
                .setIsStore(message.getIsStore())
                .setBizType(message.getBizType())
                .build()
                .toByteString();
    }

    private static MIMCUser from(AcceptedMessage message) {
        return MIMCUser.newBuilder()
                .setAppId(message.getAppId())
                .setAppAccount(message.getFrom().getAccount())
                .setUuid(message.getFrom().getUuid())
                .setResource(message.getFromResource())
                .build();
    }

    @Override
    public String toString() {
        return "Parcel[sequence=" + sequence + ", bytes=" + bytes + "]";
    }
}
