package io.openmimc.proto.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgConn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every vector of the wire protocol, written and read to the byte. */
class FrameVectorsTest {
    private static final Vectors VECTORS = Vectors.load();

    @Test
    void everyVectorIsOfAKindThatIsTestedHere() {
        List<String> kinds = List.of(
                "adler32",
                "rc4",
                "tcp-body-key",
                "secmsg-payload-key",
                "bind-signature",
                "ws-frame",
                "tcp-packet",
                "captured");
        assertThat(VECTORS.all()).hasSize(52).allSatisfy(v -> assertThat(kinds)
                .contains(v.get("kind").asText()));
    }

    @TestFactory
    Stream<DynamicTest> checksumsAreAdler32() {
        return each("adler32", v -> {
            JsonNode repeat = v.get("input").get("repeat");
            byte[] data;
            if (repeat.isNull()) {
                data = hex(v.get("input").get("hex"));
            } else {
                data = new byte[repeat.get("count").asInt()];
                Arrays.fill(data, hex(repeat.get("byte"))[0]);
            }
            Adler32 sum = new Adler32();
            sum.update(data);
            assertThat(HexFormat.of().toHexDigits((int) sum.getValue()))
                    .isEqualTo(v.get("output").get("hex").asText());
        });
    }

    @TestFactory
    Stream<DynamicTest> cipherIsTextbookRc4() {
        return each("rc4", v -> {
            byte[] key = text(v, "key_ascii").getBytes(StandardCharsets.US_ASCII);
            byte[] data = text(v, "data_ascii").getBytes(StandardCharsets.US_ASCII);
            assertThat(Rc4.apply(key, data)).isEqualTo(Vectors.bytes(v, "hex"));
            assertThat(Rc4.apply(key, Rc4.apply(key, data))).isEqualTo(data);
        });
    }

    @TestFactory
    Stream<DynamicTest> bodyKeyComesFromChallengeAndUdid() {
        return each("tcp-body-key", v -> assertThat(WireKeys.bodyKey(text(v, "challenge"), text(v, "udid")))
                .isEqualTo(Vectors.bytes(v, "hex")));
    }

    @TestFactory
    Stream<DynamicTest> payloadKeyComesFromSecurityKeyAndHeaderId() {
        return each("secmsg-payload-key", v -> assertThat(WireKeys.payloadKey(
                        Base64.getDecoder().decode(text(v, "miUserSecurityKey")), text(v, "header_id")))
                .isEqualTo(Vectors.bytes(v, "hex")));
    }

    @TestFactory
    Stream<DynamicTest> bindSignatureIsMadeAndRecognised() {
        return each("bind-signature", v -> {
            ClientHeader header = ClientHeader.newBuilder()
                    .setChid(v.get("input").get("chid").asInt())
                    .setUuid(Long.parseLong(text(v, "uuid")))
                    .setResource(text(v, "resource"))
                    .setId(text(v, "header_id"))
                    .build();
            XMMsgBind.Builder bind = XMMsgBind.newBuilder()
                    .setToken(text(v, "token"))
                    .setClientAttrs(text(v, "client_attrs"))
                    .setCloudAttrs(text(v, "cloud_attrs"));
            String expected = v.get("output").get("base64").asText();
            assertThat(WireKeys.bindSignature(text(v, "challenge"), header, bind.build(), text(v, "miUserSecurityKey")))
                    .isEqualTo(expected);
            for (String kick : List.of("", "0")) {
                XMMsgBind signed = bind.setKick(kick).setSig(expected).build();
                assertThat(WireKeys.bindSignatureMatches(
                                text(v, "challenge"), header, signed, text(v, "miUserSecurityKey")))
                        .isTrue();
            }
            assertThat(WireKeys.bindSignatureMatches(
                            "another", header, bind.setSig(expected).build(), text(v, "miUserSecurityKey")))
                    .isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> webSocketFramesAreWrittenAndReadToTheByte() {
        return each("ws-frame", v -> {
            byte[] frame = Vectors.bytes(v, "hex");
            byte[] header = fields(v.get("input").get("header_fields"));
            byte[] plain = hex(v.get("input").get("payload_plain_hex"));
            Packet packet = WebSocketFrame.read(ByteBuffer.wrap(frame));
            assertThat(packet.header().toByteArray()).isEqualTo(header);
            assertThat(cipher(v, packet.payload())).isEqualTo(plain);
            assertThat(WebSocketFrame.write(ClientHeader.parseFrom(header), cipher(v, plain)))
                    .isEqualTo(frame);
        });
    }

    @TestFactory
    Stream<DynamicTest> tcpFramesAreWrittenAndReadToTheByte() {
        return each("tcp-packet", v -> {
            byte[] frame = Vectors.bytes(v, "hex");
            byte[] bodyKey = hexOrNull(v.get("input").get("body_rc4_key_hex"));
            if (v.get("input").get("header_fields").isNull()) {
                assertThat(TcpFrame.empty()).isEqualTo(frame);
                assertThat(TcpFrame.read(frame.clone(), bodyKey)).isNull();
                return;
            }
            byte[] header = fields(v.get("input").get("header_fields"));
            byte[] plain = hex(v.get("input").get("payload_plain_hex"));
            assertThat(TcpFrame.length(ByteBuffer.wrap(frame), 65536)).isEqualTo(frame.length);
            Packet packet = TcpFrame.read(frame.clone(), bodyKey);
            assertThat(packet).isNotNull();
            assertThat(packet.header().toByteArray()).isEqualTo(header);
            assertThat(cipher(v, packet.payload())).isEqualTo(plain);
            assertThat(TcpFrame.write(ClientHeader.parseFrom(header), cipher(v, plain), bodyKey))
                    .isEqualTo(frame);
        });
    }

    @TestFactory
    Stream<DynamicTest> payloadFieldsSerialiseToThePlainPayload() {
        return Stream.of("ws-frame", "tcp-packet")
                .flatMap(kind -> VECTORS.ofKind(kind).stream())
                .filter(v -> v.get("input").get("payload_fields").isArray())
                .map(v -> dynamicTest(v.get("id").asText(), () -> {
                    byte[] plain = hex(v.get("input").get("payload_plain_hex"));
                    assertThat(fields(v.get("input").get("payload_fields"))).isEqualTo(plain);
                    if (command(v).equals("SECMSG")) {
                        assertThat(MIMCPacket.parseFrom(plain).toByteArray()).isEqualTo(plain);
                        assertThat(MIMCPacket.parseFrom(plain)
                                        .getUnknownFields()
                                        .asMap())
                                .isEmpty();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> recordedLoginsOfFiveSdksAreUnderstood() {
        return each("captured", v -> {
            String challenge = text(v, "challenge");
            byte[] bodyKey = WireKeys.bodyKey(challenge, text(v, "udid"));
            boolean tcp = text(v, "transport").equals("tcp");

            Packet conn = read(tcp, Vectors.bytes(v, "conn_hex"), null);
            assertThat(conn.header().getCmd()).isEqualTo("CONN");
            assertThat(XMMsgConn.parseFrom(conn.payload()).getUdid()).isEqualTo(text(v, "udid"));

            Packet bound = read(tcp, Vectors.bytes(v, "bind_hex"), bodyKey);
            XMMsgBind bind = XMMsgBind.parseFrom(bound.payload());
            assertThat(bound.header().getCmd()).isEqualTo("BIND");
            assertThat(bind.getSig()).isEqualTo(v.get("output").get("signature").asText());
            assertThat(WireKeys.bindSignatureMatches(challenge, bound.header(), bind, text(v, "miUserSecurityKey")))
                    .isTrue();

            Packet p2p = read(tcp, Vectors.bytes(v, "p2p_hex"), bodyKey);
            byte[] key = WireKeys.payloadKey(
                    Base64.getDecoder().decode(text(v, "miUserSecurityKey")),
                    p2p.header().getId());
            // Upstream payloads are plain on WebSocket, whatever the header says.
            MIMCPacket message = MIMCPacket.parseFrom(tcp ? Rc4.apply(key, p2p.payload()) : p2p.payload());
            assertThat(message.getPacketId()).isEqualTo(text(v, "p2p_packetId"));
        });
    }

    private static Packet read(boolean tcp, byte[] frame, byte[] bodyKey) throws FrameException {
        Packet packet = tcp ? TcpFrame.read(frame, bodyKey) : WebSocketFrame.read(ByteBuffer.wrap(frame));
        assertThat(packet).isNotNull();
        return packet;
    }

    private static Stream<DynamicTest> each(String kind, Check check) {
        return VECTORS.ofKind(kind).stream().map(v -> dynamicTest(v.get("id").asText(), () -> check.accept(v)));
    }

    private static byte[] cipher(JsonNode vector, byte[] payload) {
        byte[] key = hexOrNull(vector.get("input").get("payload_rc4_key_hex"));
        return key == null ? payload : Rc4.apply(key, payload);
    }

    private static String text(JsonNode vector, String field) {
        return vector.get("input").get(field).asText();
    }

    private static byte[] hex(JsonNode node) {
        return HexFormat.of().parseHex(node.asText());
    }

    private static byte[] hexOrNull(JsonNode node) {
        return node == null || node.isNull() ? null : hex(node);
    }

    /** Writes [number, value] pairs as the vectors list them, apart from the generated classes. */
    private static byte[] fields(JsonNode fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (JsonNode field : fields) {
            int number = field.get(0).asInt();
            JsonNode value = field.get(1);
            if (value.isArray()) {
                out.writeByteArray(number, fields(value));
            } else if (value.isBoolean()) {
                out.writeBool(number, value.asBoolean());
            } else if (value.isNumber()) {
                out.writeInt64(number, value.asLong());
            } else if (isId(value.asText())) {
                out.writeInt64(number, Long.parseLong(value.asText()));
            } else {
                out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeBytesNoTag(ByteString.copyFromUtf8(value.asText()));
            }
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** 64-bit integers beyond 2^53 are written as decimal texts. */
    private static boolean isId(String text) {
        return text.matches("[0-9]{16,19}");
    }

    private interface Check {
        void accept(JsonNode vector) throws Exception;
    }

    private static String command(JsonNode vector) {
        for (JsonNode field : vector.get("input").get("header_fields")) {
            if (field.get(0).asInt() == 5) {
                return field.get(1).asText();
            }
        }
        return "";
    }
}
