package io.openmimc.sdk.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCGroup;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCSequenceAck;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.PullMessageRequest;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgConn;

/**
 * Every packet that a client sends, with plain payloads: the codec of the connection encrypts where that is due.
 * Immutable. docs/wire-protocol.md 5 and 6.
 *
 * <p>{@code id} is ClientHeader.id: short printable ASCII, it also salts the payload's key.
 */
public final class ClientPackets {
    /** The packet with an empty body: the keep-alive of TCP, and the server's answer to it. Compare by identity. */
    public static final Packet KEEP_ALIVE = new Packet(ClientHeader.getDefaultInstance(), new byte[0]);

    private static final int CHANNEL = 9;
    private static final String SERVER = "xiaomi.com";
    private static final int PROTOCOL_VERSION = 106;
    private static final int SDK_VERSION = 33;

    private final Transport transport;
    private final Identity identity;

    public ClientPackets(Transport transport, Identity identity) {
        this.transport = transport;
        this.identity = identity;
    }

    /** The first packet of a connection. */
    public Packet conn(String id, String udid) {
        XMMsgConn conn = XMMsgConn.newBuilder()
                .setVersion(PROTOCOL_VERSION)
                .setModel("")
                .setOs("")
                .setUdid(udid)
                .setSdk(SDK_VERSION)
                .setConnpt("")
                .setLocale("")
                .setAndver(0)
                .build();
        return new Packet(header("CONN", id), conn.toByteArray());
    }

    /**
     * The login.
     *
     * @param challenge from the CONN answer of this connection
     * @param securityKeyBase64 {@code miUserSecurityKey} of the token answer
     * @param single wishes that an older login of the same resource be thrown out
     */
    public Packet bind(String id, String challenge, String token, String securityKeyBase64, boolean single) {
        ClientHeader header = header("BIND", id);
        XMMsgBind.Builder bind = XMMsgBind.newBuilder().setToken(token).setMethod("XIAOMI-PASS");
        if (transport == Transport.TCP) {
            bind.setKick("0").setClientAttrs("").setCloudAttrs("");
        } else {
            bind.setKick("");
        }
        if (single) {
            bind.setSso(true);
        }
        String signature = WireKeys.bindSignature(challenge, header, bind.buildPartial(), securityKeyBase64);
        return new Packet(header, bind.setSig(signature).build().toByteArray());
    }

    /** A keep-alive with a header; on TCP {@link #KEEP_ALIVE} does the same in 12 bytes. */
    public Packet ping(String id) {
        return new Packet(header("PING", id), new byte[0]);
    }

    /** The logout. */
    public Packet unbind(String id) {
        return new Packet(header("UBND", id), new byte[0]);
    }

    /** Wraps one of the messages below. */
    public Packet secure(String id, MIMCPacket message) {
        return new Packet(header("SECMSG", id), message.toByteArray());
    }

    /** A message to another account of the app. */
    public MIMCPacket p2p(String packetId, String toAccount, byte[] payload, String bizType, boolean isStore) {
        MIMCP2PMessage message = MIMCP2PMessage.newBuilder()
                .setFrom(sender())
                .setTo(MIMCUser.newBuilder().setAppId(identity.appId()).setAppAccount(toAccount))
                .setPayload(ByteString.copyFrom(payload))
                .setIsStore(isStore)
                .setBizType(bizType)
                .build();
        return message(packetId, MIMC_MSG_TYPE.P2P_MESSAGE, message);
    }

    /** A message to a group of the app that the account is a member of. */
    public MIMCPacket p2t(String packetId, long topicId, byte[] payload, String bizType, boolean isStore) {
        MIMCP2TMessage message = MIMCP2TMessage.newBuilder()
                .setFrom(sender())
                .setTo(MIMCGroup.newBuilder().setAppId(identity.appId()).setTopicId(topicId))
                .setPayload(ByteString.copyFrom(payload))
                .setIsStore(isStore)
                .setBizType(bizType)
                .build();
        return message(packetId, MIMC_MSG_TYPE.P2T_MESSAGE, message);
    }

    /** Acknowledges one COMPOUND by its {@code maxSequence}. */
    public MIMCPacket sequenceAck(String packetId, long maxSequence) {
        return message(
                packetId,
                MIMC_MSG_TYPE.SEQUENCE_ACK,
                MIMCSequenceAck.newBuilder()
                        .setUuid(identity.uuid())
                        .setResource(identity.resource())
                        .setSequence(maxSequence)
                        .setAppId(identity.appId())
                        .build());
    }

    /** Asks for everything that this device has not acknowledged. */
    public MIMCPacket pull(String packetId) {
        return message(
                packetId,
                MIMC_MSG_TYPE.PULL,
                PullMessageRequest.newBuilder()
                        .setUuid(identity.uuid())
                        .setResource(identity.resource())
                        .setAppId(identity.appId())
                        .build());
    }

    private MIMCUser.Builder sender() {
        return MIMCUser.newBuilder()
                .setAppId(identity.appId())
                .setAppAccount(identity.account())
                .setUuid(identity.uuid())
                .setResource(identity.resource());
    }

    private MIMCPacket message(String packetId, MIMC_MSG_TYPE type, MessageLite inner) {
        return MIMCPacket.newBuilder()
                .setPacketId(packetId)
                .setPackage(identity.appPackage())
                .setType(type)
                .setPayload(inner.toByteString())
                .build();
    }

    private ClientHeader header(String command, String id) {
        ClientHeader.Builder header = ClientHeader.newBuilder()
                .setChid(CHANNEL)
                .setUuid(identity.uuid())
                .setServer(SERVER)
                .setResource(identity.resource())
                .setCmd(command)
                .setId(id);
        if (transport == Transport.TCP) {
            header.setDirFlag(ClientHeader.Direction.CS_REQ).setCipher(command.equals("SECMSG") ? 1 : 0);
        }
        return header.build();
    }
}
