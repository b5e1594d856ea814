package io.openmimc.gateway.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.UCGroupAnswer;
import io.openmimc.proto.wire.UCGroupRef;
import io.openmimc.proto.wire.UCPacket;
import io.openmimc.proto.wire.UCPing;
import io.openmimc.proto.wire.UC_MSG_TYPE;
import jakarta.inject.Singleton;

/**
 * Unlimited groups: none exists on this server, so joining, leaving and sending are refused in the form that clients wait
 * for, and their keep-alive is answered, for one SDK reconnects without that. docs/wire-protocol.md 9.
 */
@Singleton
class UnlimitedGroups {
    private static final String NONE = "no such unlimited group";

    void received(Session session, MIMCPacket packet) throws InvalidProtocolBufferException {
        UCPacket request = UCPacket.parseFrom(packet.getPayload());
        if (!request.hasType()) {
            throw new ImException(ErrorCode.BAD_REQUEST, "unknown type of UC packet");
        }
        switch (request.getType()) {
            case UC_PING:
                answer(
                        session,
                        packet,
                        request,
                        UC_MSG_TYPE.UC_PONG,
                        UCPing.parseFrom(request.getPayload()).toByteString());
                break;
            case UC_JOIN:
                answer(session, packet, request, UC_MSG_TYPE.UC_JOIN_RESP, refusal(request));
                break;
            case UC_QUIT:
                answer(session, packet, request, UC_MSG_TYPE.UC_QUIT_RESP, refusal(request));
                break;
            case UC_MESSAGE:
                throw new ImException(ErrorCode.NOT_FOUND, NONE);
            case UC_SEQ_ACK:
                break; // one-way
            default:
                throw new ImException(ErrorCode.BAD_REQUEST, "clients do not send " + request.getType());
        }
    }

    private static ByteString refusal(UCPacket request) throws InvalidProtocolBufferException {
        return UCGroupAnswer.newBuilder()
                .setGroup(UCGroupRef.parseFrom(request.getPayload()).getGroup())
                .setCode(ErrorCode.NOT_FOUND.number())
                .setMessage(NONE)
                .build()
                .toByteString();
    }

    /** Under the ids of the request, by which a client finds its callback, and with the receiver as user. */
    private static void answer(
            Session session, MIMCPacket packet, UCPacket request, UC_MSG_TYPE type, ByteString payload) {
        MIMCUser receiver = MIMCUser.newBuilder()
                .setAppId(session.sender().appId())
                .setAppAccount(session.sender().account())
                .setUuid(session.sender().uuid())
                .setResource(session.sender().resource())
                .build();
        UCPacket answer = UCPacket.newBuilder()
                .setUser(receiver)
                .setType(type)
                .setPayload(payload)
                .setPacketId(request.getPacketId())
                .build();
        session.send(packet.getPacketId(), MIMC_MSG_TYPE.UC_PACKET, answer.toByteString());
    }
}
