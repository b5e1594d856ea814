package io.openmimc.gateway.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.gateway.AccountService;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCGroup;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMCSequenceAck;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgConn;
import io.openmimc.proto.wire.XMMsgConnResp;
import io.openmimc.proto.wire.XMMsgKick;
import java.io.IOException;
import java.util.Base64;

/** A client of one account on one connection, step by step. */
final class Phone implements AutoCloseable {
    final Wire wire;
    final Identity identity;
    private String challenge;
    private int packets;

    /**
     * @param token as it is sent in BIND
     * @param securityKey Base64
     */
    record Identity(long appId, String account, long uuid, String resource, String token, String securityKey) {
        Identity resource(String other) {
            return new Identity(appId, account, uuid, other, token, securityKey);
        }
    }

    Phone(Wire wire, Identity identity) {
        this.wire = wire;
        this.identity = identity;
    }

    /** Another account, or another token, on the same connection. */
    Phone as(Identity other) {
        Phone phone = new Phone(wire, other);
        phone.challenge = challenge;
        return phone;
    }

    String challenge() {
        return challenge;
    }

    ClientHeader header(String command, String id) {
        return ClientHeader.newBuilder()
                .setChid(9)
                .setUuid(identity.uuid())
                .setServer("xiaomi.com")
                .setResource(identity.resource())
                .setCmd(command)
                .setId(id)
                .setDirFlag(ClientHeader.Direction.CS_REQ)
                .build();
    }

    Phone connect() throws IOException, FrameException {
        String udid = "yT1q7B36XW";
        XMMsgConn conn = XMMsgConn.newBuilder().setVersion(106).setUdid(udid).build();
        wire.send(header("CONN", "c1"), conn.toByteArray());
        Packet answer = wire.receive();
        challenge = XMMsgConnResp.parseFrom(answer.payload()).getChallenge();
        wire.introduced(challenge, udid);
        return this;
    }

    XMMsgBind.Builder bindRequest(ClientHeader header) {
        XMMsgBind.Builder bind = XMMsgBind.newBuilder()
                .setToken(identity.token())
                .setMethod("XIAOMI-PASS")
                .setKick("0");
        return bind.setSig(WireKeys.bindSignature(challenge, header, bind.build(), identity.securityKey()));
    }

    XMMsgBindResp bind(ClientHeader header, XMMsgBind bind) throws IOException, FrameException {
        wire.send(header, bind.toByteArray());
        return XMMsgBindResp.parseFrom(expect("BIND").payload());
    }

    XMMsgBindResp bind() throws IOException, FrameException {
        ClientHeader header = header("BIND", "b" + ++packets);
        return bind(header, bindRequest(header).build());
    }

    void sendBind() throws IOException {
        ClientHeader header = header("BIND", "b" + ++packets);
        wire.send(header, bindRequest(header).build().toByteArray());
    }

    XMMsgBindResp bindAnswer() throws IOException, FrameException {
        return XMMsgBindResp.parseFrom(expect("BIND").payload());
    }

    Phone login() throws IOException, FrameException {
        connect();
        XMMsgBindResp answer = bind();
        if (!answer.getResult()) {
            throw new AssertionError("refused: " + answer);
        }
        return this;
    }

    /** The next packet, which must be of this command. */
    Packet expect(String command) throws IOException, FrameException {
        Packet packet = wire.receive();
        if (packet == null || !packet.header().getCmd().equals(command)) {
            throw new AssertionError("expected " + command + ", got " + packet);
        }
        return packet;
    }

    XMMsgKick kick() throws IOException, FrameException {
        return XMMsgKick.parseFrom(expect("KICK").payload());
    }

    void send(MIMCPacket packet) throws IOException {
        String id = packet.getPacketId().isEmpty() ? "h" + ++packets : packet.getPacketId();
        sendPayload(id, packet.toByteArray());
    }

    void sendPayload(String headerId, byte[] payload) throws IOException {
        wire.send(header("SECMSG", headerId), wire.encryptsUpstream() ? crypt(headerId, payload) : payload);
    }

    private byte[] crypt(String headerId, byte[] payload) {
        return Rc4.apply(WireKeys.payloadKey(Base64.getDecoder().decode(identity.securityKey()), headerId), payload);
    }

    MIMCPacket receive() throws IOException, FrameException {
        Packet packet = expect("SECMSG");
        return MIMCPacket.parseFrom(crypt(packet.header().getId(), packet.payload()));
    }

    MIMCPacket receive(MIMC_MSG_TYPE type) throws IOException, FrameException {
        MIMCPacket packet = receive();
        if (packet.getType() != type) {
            throw new AssertionError("expected " + type + ", got " + packet.getType());
        }
        return packet;
    }

    MIMCPacketAck packetAck() throws IOException, FrameException {
        return MIMCPacketAck.parseFrom(receive(MIMC_MSG_TYPE.PACKET_ACK).getPayload());
    }

    MIMCPacketList compound() throws IOException, FrameException {
        return MIMCPacketList.parseFrom(receive(MIMC_MSG_TYPE.COMPOUND).getPayload());
    }

    void acknowledge(long sequence) throws IOException {
        MIMCSequenceAck ack = MIMCSequenceAck.newBuilder()
                .setUuid(identity.uuid())
                .setResource(identity.resource())
                .setSequence(sequence)
                .build();
        send(MIMCPacket.newBuilder()
                .setPacketId("ack" + ++packets)
                .setType(MIMC_MSG_TYPE.SEQUENCE_ACK)
                .setPayload(ack.toByteString())
                .build());
    }

    MIMCPacket message(String packetId, String toAccount, ByteString payload) {
        return message(packetId, MIMC_MSG_TYPE.P2P_MESSAGE, me(), toAccount, payload);
    }

    MIMCPacket message(String packetId, MIMC_MSG_TYPE type, MIMCUser from, String toAccount, ByteString payload) {
        MIMCP2PMessage message = MIMCP2PMessage.newBuilder()
                .setFrom(from)
                .setTo(MIMCUser.newBuilder().setAppId(identity.appId()).setAppAccount(toAccount))
                .setPayload(payload)
                .setIsStore(true)
                .setBizType("text")
                .build();
        return MIMCPacket.newBuilder()
                .setPacketId(packetId)
                .setPackage(AccountService.PACKAGE)
                .setType(type)
                .setPayload(message.toByteString())
                .build();
    }

    MIMCPacket topicMessage(String packetId, long topicId, ByteString payload) {
        MIMCP2TMessage message = MIMCP2TMessage.newBuilder()
                .setFrom(me())
                .setTo(MIMCGroup.newBuilder().setAppId(identity.appId()).setTopicId(topicId))
                .setPayload(payload)
                .build();
        return MIMCPacket.newBuilder()
                .setPacketId(packetId)
                .setPackage(AccountService.PACKAGE)
                .setType(MIMC_MSG_TYPE.P2T_MESSAGE)
                .setPayload(message.toByteString())
                .build();
    }

    MIMCUser me() {
        return MIMCUser.newBuilder()
                .setAppId(identity.appId())
                .setAppAccount(identity.account())
                .setUuid(identity.uuid())
                .setResource(identity.resource())
                .build();
    }

    /** A ping and its answer: everything before has been dealt with, and nothing else was sent. */
    void ping() throws IOException, FrameException {
        wire.send(header("PING", "p" + ++packets), new byte[0]);
        Packet answer = wire.receive();
        if (answer != null && !answer.header().getCmd().equals("PING")) {
            throw new AssertionError("expected the answer to a ping, got " + answer);
        }
    }

    static MIMCP2PMessage p2p(MIMCPacket packet) throws InvalidProtocolBufferException {
        return MIMCP2PMessage.parseFrom(packet.getPayload());
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
