package io.openmimc.sdk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgKick;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recorded bytes of both directions, docs/wire-protocol.md. */
class VectorsTest {
    private static final Map<String, JsonNode> VECTORS = new HashMap<>();
    private static final String CHALLENGE = "5f1c0a9be7d24836";
    private static final String UDID = "yT1q7B36XW";
    private static final String TOKEN = "dG9rZW4tZm9yLWFsaWNl";
    private static final String KEY = "EBESExQVFhcYGRobHB0eHw==";
    private static final long ALICE = 10776577642332162L;
    private static final Identity PHONE =
            new Identity(2882303761517669588L, "com.example.chat", "alice", ALICE, "phone1");
    private static final Identity WEB =
            new Identity(2882303761517669588L, "com.example.chat", "alice", ALICE, "resWeb");

    private final ClientPackets tcp = new ClientPackets(Transport.TCP, PHONE);
    private final ClientPackets web = new ClientPackets(Transport.WEB_SOCKET, WEB);

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors.json")) {
            JsonMapper.builder()
                    .build()
                    .readTree(in)
                    .path("vectors")
                    .forEach(vector -> VECTORS.put(vector.path("id").asText(), vector));
        }
    }

    @Test
    void tcpPacketsOfTheClientHaveTheRecordedBytes() {
        EmbeddedChannel channel = tcpChannel();
        assertThat(written(channel, tcp.conn("Ab_1", UDID))).isEqualTo(hex("tcp-conn-request"));
        channel.writeInbound(bytes("tcp-conn-response"));
        assertThat(written(channel, tcp.bind("Ab_2", CHALLENGE, TOKEN, KEY, false)))
                .isEqualTo(hex("tcp-bind-request"));
        assertThat(written(channel, tcp.ping("9"))).isEqualTo(hex("tcp-ping-with-header"));
        assertThat(written(channel, ClientPackets.KEEP_ALIVE)).isEqualTo(hex("tcp-empty-ping"));
        byte[] hello = "Hello 你好".getBytes(StandardCharsets.UTF_8);
        assertThat(written(channel, tcp.secure("Ab_3", tcp.p2p("Ab_3", "bob", hello, "TEXT", true))))
                .isEqualTo(hex("tcp-secmsg-up-p2p"));
        assertThat(written(channel, tcp.secure("Ab_4", tcp.sequenceAck("Ab_4", 1795417925696002L))))
                .isEqualTo(hex("tcp-secmsg-up-sequence-ack"));
        assertThat(written(channel, tcp.secure("Ab_5", tcp.pull("Ab_5")))).isEqualTo(hex("tcp-secmsg-up-pull"));
        assertThat(written(channel, tcp.unbind("Ab_10"))).isEqualTo(hex("tcp-unbind"));
    }

    /** No client's message to a group was recorded, but one to a client was, and its layout is the same. */
    @Test
    void aMessageToAGroupHasTheLayoutOfTheRecordedOne() throws Exception {
        EmbeddedChannel channel = tcpChannel();
        channel.writeInbound(bytes("tcp-conn-response"));
        channel.<Packet>readInbound();
        channel.writeInbound(bytes("tcp-secmsg-down-compound"));
        MIMCPacket recorded =
                MIMCPacketList.parseFrom(message(channel).getPayload()).getPackets(1);
        Identity bob = new Identity(PHONE.appId(), PHONE.appPackage(), "bob", 10776577642332163L, "resBob");
        MIMCPacket ours = new ClientPackets(Transport.TCP, bob)
                .p2t("x-2", 10776577642332165L, "two".getBytes(StandardCharsets.UTF_8), "", true);
        assertThat(ours)
                .isEqualTo(recorded.toBuilder().clearSequence().clearTimestamp().build());
    }

    @Test
    void webSocketPacketsOfTheClientHaveTheRecordedBytes() {
        EmbeddedChannel channel =
                new EmbeddedChannel(new WebSocketCodec(Base64.getDecoder().decode(KEY)));
        assertThat(written(channel, web.bind("web17000000000001", CHALLENGE, TOKEN, KEY, false)))
                .isEqualTo(hex("ws-bind-request"));
        assertThat(written(channel, web.ping("web17000000000002"))).isEqualTo(hex("ws-ping-request"));
        byte[] hello = "Hello 你好".getBytes(StandardCharsets.UTF_8);
        assertThat(written(
                        channel,
                        web.secure("web17000000000003", web.p2p("web17000000000003", "bob", hello, "TEXT", true))))
                .isEqualTo(hex("ws-secmsg-up-p2p"));
        assertThat(written(channel, web.unbind("web17000000000010"))).isEqualTo(hex("ws-unbind"));
    }

    @Test
    void tcpPacketsOfTheServerAreReadEvenByteByByte() throws Exception {
        EmbeddedChannel channel = tcpChannel();
        feedSingleBytes(channel, "tcp-conn-response");
        assertThat(channel.<Packet>readInbound().header().getCmd()).isEqualTo("CONN");
        feedSingleBytes(channel, "tcp-bind-response-ok");
        assertThat(channel.<Packet>readInbound().header().getCmd()).isEqualTo("BIND");
        feedSingleBytes(channel, "tcp-empty-ping");
        assertThat(channel.<Packet>readInbound()).isSameAs(ClientPackets.KEEP_ALIVE);
        feedSingleBytes(channel, "tcp-secmsg-down-ack-error");
        MIMCPacketAck ack = MIMCPacketAck.parseFrom(message(channel).getPayload());
        assertThat(ack.getCode()).isEqualTo(500);
        assertThat(ack.getErrorMsg()).isEqualTo("in blacklist");
        feedSingleBytes(channel, "tcp-secmsg-down-compound");
        MIMCPacketList list = MIMCPacketList.parseFrom(message(channel).getPayload());
        assertThat(list.getPacketsList())
                .extracting(MIMCPacket::getSequence)
                .containsExactly(1795417925696001L, 1795417925696002L);
        feedSingleBytes(channel, "tcp-secmsg-down-exceed");
        assertThat(MIMCPacketList.parseFrom(message(channel).getPayload()).getStatus())
                .isEqualTo(MIMCPacketList.Status.STATUS_EXCEED_COUNT_LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"tcp-kick-logout,logout", "tcp-kick-token,token-expired", "tcp-kick-sso,single-resource-kick"})
    void kicksAreRead(String vector, String reason) throws Exception {
        EmbeddedChannel channel = tcpChannel();
        channel.writeInbound(bytes("tcp-conn-response"));
        channel.<Packet>readInbound();
        channel.writeInbound(bytes(vector));
        assertThat(XMMsgKick.parseFrom(channel.<Packet>readInbound().payload()).getReason())
                .isEqualTo(reason);
    }

    @Test
    void webSocketPacketsOfTheServerAreRead() throws Exception {
        EmbeddedChannel channel =
                new EmbeddedChannel(new WebSocketCodec(Base64.getDecoder().decode(KEY)));
        channel.writeInbound(new BinaryWebSocketFrame(bytes("ws-secmsg-down-ack")));
        MIMCPacket message = message(channel);
        assertThat(message.getType()).isEqualTo(MIMC_MSG_TYPE.PACKET_ACK);
        assertThat(MIMCPacketAck.parseFrom(message.getPayload()).getSequence()).isEqualTo(1795417925696001L);
    }

    private static EmbeddedChannel tcpChannel() {
        return new EmbeddedChannel(new TcpCodec(Base64.getDecoder().decode(KEY), UDID, 1 << 20));
    }

    private static MIMCPacket message(EmbeddedChannel channel) throws IOException {
        return MIMCPacket.parseFrom(channel.<Packet>readInbound().payload());
    }

    private static String written(EmbeddedChannel channel, Packet packet) {
        channel.writeOutbound(packet);
        Object out = channel.readOutbound();
        ByteBuf bytes = out instanceof BinaryWebSocketFrame frame ? frame.content() : (ByteBuf) out;
        return ByteBufUtil.hexDump(bytes);
    }

    private static void feedSingleBytes(EmbeddedChannel channel, String vector) {
        ByteBuf all = bytes(vector);
        while (all.isReadable()) {
            channel.writeInbound(all.readBytes(1));
        }
    }

    private static ByteBuf bytes(String vector) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex(vector)));
    }

    private static String hex(String vector) {
        return VECTORS.get(vector).path("output").path("hex").asText();
    }
}
