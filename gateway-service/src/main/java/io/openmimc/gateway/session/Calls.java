package io.openmimc.gateway.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.RTSMessage;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls (RTS), which this server has no relay for, in the form that clients understand. Their messages are taken
 * apart by field number: apart from this refusal nothing here knows them. docs/wire-protocol.md 11.
 */
@Singleton
class Calls {
    private static final int CREATE_REQUEST = 1;
    private static final int UPDATE_REQUEST = 5;
    private static final int BYE_REQUEST = 9;
    private static final int CREATE_CHANNEL_REQUEST = 11;
    private static final int JOIN_CHANNEL_REQUEST = 13;
    private static final int LEAVE_CHANNEL_REQUEST = 15;

    private static final int SUCCESS = 0;
    private static final int PEER_OFFLINE = 2;
    private static final int NO_SUCH_CALL = 4;
    private static final int PARAMETER_ERROR = 7;
    private static final int INVALID_OPERATION = 8;
    private static final String TEXT = "RTS_NOT_SUPPORTED";

    void received(Session session, MIMCPacket packet) throws InvalidProtocolBufferException {
        RTSMessage request = RTSMessage.parseFrom(packet.getPayload());
        UnknownFieldSet answer = refusal(request);
        if (answer != null) {
            RTSMessage message = request.toBuilder()
                    .setType(request.getType() + 1) // every response follows its request
                    .setUuid(session.sender().uuid())
                    .setResource(session.sender().resource())
                    .setPayload(answer.toByteString())
                    .build();
            session.send(packet.getPacketId(), MIMC_MSG_TYPE.RTS_SIGNAL, message.toByteString());
        }
    }

    /** Null for what needs no answer. */
    private static @Nullable UnknownFieldSet refusal(RTSMessage request) throws InvalidProtocolBufferException {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(request.getPayload());
        switch (request.getType()) {
            case CREATE_REQUEST:
                // Without the two members of the request the client loses the text.
                return result(PEER_OFFLINE)
                        .addField(2, text())
                        .addField(4, fields.getField(2))
                        .build();
            case CREATE_CHANNEL_REQUEST:
                return result(INVALID_OPERATION)
                        .addField(2, text())
                        .addField(5, fields.getField(2)) // identity, by which the client finds its request
                        .build();
            case JOIN_CHANNEL_REQUEST:
            case LEAVE_CHANNEL_REQUEST:
                return result(PARAMETER_ERROR)
                        .addField(2, text())
                        .addField(3, number(request.getCallId()))
                        .build();
            case UPDATE_REQUEST:
                return result(NO_SUCH_CALL).build();
            case BYE_REQUEST:
                return result(SUCCESS).build();
            default:
                return null;
        }
    }

    private static UnknownFieldSet.Builder result(int code) {
        return UnknownFieldSet.newBuilder().addField(1, number(code));
    }

    private static Field number(long value) {
        return Field.newBuilder().addVarint(value).build();
    }

    private static Field text() {
        return Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(TEXT))
                .build();
    }
}
