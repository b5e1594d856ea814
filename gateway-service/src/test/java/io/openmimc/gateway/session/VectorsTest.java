package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openmimc.gateway.connection.Headers;
import io.openmimc.gateway.connection.Transport;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgConn;
import io.openmimc.proto.wire.XMMsgConnResp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the gateway writes is byte for byte what the recorded vectors hold, and it reads what real clients sent. */
class VectorsTest {
    private static final JsonNode VECTORS = read();
    private static final JsonNode CONSTANTS = VECTORS.get("constants");
    private static final long UUID = CONSTANTS.get("uuid").asLong();
    private static final byte[] BODY_KEY =
            HexFormat.of().parseHex(CONSTANTS.get("body_key_hex").asText());

    private static JsonNode read() {
        try (InputStream in = VectorsTest.class.getResourceAsStream("/vectors.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<JsonNode> vectors() {
        return StreamSupport.stream(VECTORS.get("vectors").spliterator(), false);
    }

    private static String hex(String id) {
        return vectors()
                .filter(vector -> vector.get("id").asText().equals(id))
                .findFirst()
                .orElseThrow()
                .at("/output/hex")
                .asText();
    }

    private static String tcp(ClientHeader header, byte[] payload, byte[] bodyKey) {
        return HexFormat.of().formatHex(TcpFrame.write(header, payload, bodyKey));
    }

    private static String kick(String id, Kick kick) {
        return tcp(
                Headers.kick(Transport.TCP, UUID, "phone1", id), kick.message().toByteArray(), BODY_KEY);
    }

    @Test
    void kicksAreTheRecordedOnes() {
        assertThat(kick("k1", Kick.LOGOUT)).isEqualTo(hex("tcp-kick-logout"));
        assertThat(kick("k2", Kick.TOKEN)).isEqualTo(hex("tcp-kick-token"));
        assertThat(kick("k3", Kick.SINGLE_LOGIN)).isEqualTo(hex("tcp-kick-sso"));
        ClientHeader web = Headers.kick(Transport.WEBSOCKET, UUID, "resWeb", "k1");
        assertThat(HexFormat.of()
                        .formatHex(
                                WebSocketFrame.write(web, Kick.LOGOUT.message().toByteArray())))
                .isEqualTo(hex("ws-kick"));
    }

    @Test
    void theAnswerToConnIsTheRecordedOne() {
        XMMsgConnResp answer = XMMsgConnResp.newBuilder()
                .setChallenge(CONSTANTS.get("challenge").asText())
                .setHost("fe-1")
                .build();
        ClientHeader request = ClientHeader.newBuilder().setId("Ab_1").build();
        assertThat(tcp(Headers.introduction(request), answer.toByteArray(), null))
                .isEqualTo(hex("tcp-conn-response"));
    }

    @Test
    void answersToBindAreTheRecordedOnes() {
        ClientHeader tcp = request("phone1", "Ab_2");
        XMMsgBindResp accepted = XMMsgBindResp.newBuilder()
                .setResult(true)
                .setErrorType("")
                .setErrorReason("")
                .setErrorDesc("")
                .build();
        assertThat(tcp(Headers.answer(Transport.TCP, tcp), accepted.toByteArray(), BODY_KEY))
                .isEqualTo(hex("tcp-bind-response-ok"));
        ClientHeader web = request("resWeb", "web17000000000001");
        byte[] refused = BindRefusal.token("the token has expired").response().toByteArray();
        assertThat(HexFormat.of().formatHex(WebSocketFrame.write(Headers.answer(Transport.WEBSOCKET, web), refused)))
                .isEqualTo(hex("ws-bind-response-refused"));
    }

    private static ClientHeader request(String resource, String id) {
        return ClientHeader.newBuilder()
                .setUuid(UUID)
                .setResource(resource)
                .setCmd("BIND")
                .setId(id)
                .build();
    }

    @Test
    void theHeaderOfAnAcknowledgementIsTheRecordedOne() throws Exception {
        byte[] frame = HexFormat.of().parseHex(hex("ws-secmsg-down-ack"));
        Packet recorded = WebSocketFrame.read(ByteBuffer.wrap(frame));
        assertThat(Headers.message(UUID, "resWeb", "web17000000000003")).isEqualTo(recorded.header());
    }

    static Stream<JsonNode> captured() {
        return vectors().filter(vector -> vector.get("kind").asText().equals("captured"));
    }

    @ParameterizedTest
    @MethodSource("captured")
    void theLoginAndTheMessageOfARealClientAreUnderstood(JsonNode vector) throws Exception {
        JsonNode in = vector.get("input");
        JsonNode out = vector.get("output");
        boolean tcp = in.get("transport").asText().equals("tcp");
        String challenge = in.get("challenge").asText();
        String securityKey = in.get("miUserSecurityKey").asText();

        Packet conn = packet(tcp, out.get("conn_hex").asText(), null);
        assertThat(conn.header().getCmd()).isEqualTo("CONN");
        byte[] bodyKey =
                WireKeys.bodyKey(challenge, XMMsgConn.parseFrom(conn.payload()).getUdid());

        Packet bind = packet(tcp, out.get("bind_hex").asText(), bodyKey);
        XMMsgBind request = XMMsgBind.parseFrom(bind.payload());
        assertThat(request.getToken()).isEqualTo(in.get("token").asText());
        assertThat(WireKeys.bindSignatureMatches(challenge, bind.header(), request, securityKey))
                .isTrue();
        assertThat(WireKeys.bindSignatureMatches(challenge + "0", bind.header(), request, securityKey))
                .isFalse();

        Packet message = packet(tcp, out.get("p2p_hex").asText(), bodyKey);
        byte[] payload = message.payload();
        if (tcp) {
            byte[] key = WireKeys.payloadKey(
                    Base64.getDecoder().decode(securityKey), message.header().getId());
            payload = Rc4.apply(key, payload);
        }
        MIMCPacket packet = MIMCPacket.parseFrom(payload);
        assertThat(packet.getType()).isEqualTo(MIMC_MSG_TYPE.P2P_MESSAGE);
        assertThat(packet.getPacketId()).isEqualTo(in.get("p2p_packetId").asText());
        assertThat(MIMCP2PMessage.parseFrom(packet.getPayload()).getFrom().getUuid())
                .isEqualTo(in.get("uuid").asLong());
    }

    private static Packet packet(boolean tcp, String hex, byte[] bodyKey) throws Exception {
        byte[] frame = HexFormat.of().parseHex(hex);
        return tcp ? TcpFrame.read(frame, bodyKey) : WebSocketFrame.read(ByteBuffer.wrap(frame));
    }
}
