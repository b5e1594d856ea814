package io.openmimc.gateway.session;

import static io.openmimc.gateway.session.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.proto.wire.MIMCOnlineMessageAck;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.RTSMessage;
import io.openmimc.proto.wire.UCGroup;
import io.openmimc.proto.wire.UCGroupAnswer;
import io.openmimc.proto.wire.UCGroupRef;
import io.openmimc.proto.wire.UCPacket;
import io.openmimc.proto.wire.UC_MSG_TYPE;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What both transports promise about online messages, unlimited groups and calls. docs/wire-protocol.md 9, 11. */
interface SignalContract extends Fixture {
    @Test
    default void anOnlineMessageAndItsAnswerPassWithoutAcknowledgement() throws Exception {
        Phone alice = phone(stranger("alice")).login();
        Phone bob = phone(stranger("bob")).login();
        alice.send(alice.message(
                "o-1",
                MIMC_MSG_TYPE.ONLINE_MESSAGE,
                alice.me(),
                bob.identity.account(),
                ByteString.copyFromUtf8("knock")));
        MIMCPacket signal = bob.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE);
        assertThat(signal.getPacketId()).isEqualTo("o-1");
        assertThat(Phone.p2p(signal).getFrom()).isEqualTo(alice.me());
        assertThat(Phone.p2p(signal).getPayload().toStringUtf8()).isEqualTo("knock");
        MIMCOnlineMessageAck answer = MIMCOnlineMessageAck.newBuilder()
                .setPacketId("o-1")
                .setUuid(alice.identity.uuid())
                .setResource(alice.identity.resource())
                .setCode(1)
                .setErrorMsg("RECEIVED")
                .build();
        bob.send(MIMCPacket.newBuilder()
                .setPacketId("o-1")
                .setType(MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK)
                .setPayload(answer.toByteString())
                .build());
        MIMCPacket back = alice.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK);
        assertThat(back.getPacketId()).isEqualTo("o-1");
        assertThat(MIMCOnlineMessageAck.parseFrom(back.getPayload())).isEqualTo(answer);
    }

    @Test
    default void whoIsBlockedIsToldSoAndItsOnlineMessagesDoNotPass() throws Exception {
        Phone mallory = phone(stranger("mallory")).login();
        Phone alice = phone(stranger("alice")).login();
        Phone bob = phone(stranger("bob")).login();
        neighbours().accounts().block(bob.identity.uuid(), mallory.identity.uuid());
        for (Phone from : List.of(mallory, alice)) {
            from.send(from.message(
                    "o-1",
                    MIMC_MSG_TYPE.ONLINE_MESSAGE,
                    from.me(),
                    bob.identity.account(),
                    ByteString.copyFromUtf8("knock")));
            // A message takes the same look-ups, later.
            from.send(from.message("p-1", bob.identity.account(), ByteString.copyFromUtf8("hello")));
            if (from == mallory) {
                MIMCPacketAck refusal = from.packetAck();
                assertRefused(refusal, "p-1", 403);
                assertThat(refusal.getErrorMsg()).isEqualTo("blocked by the recipient");
            } else {
                assertThat(from.packetAck().getCode()).isZero();
            }
        }
        assertThat(Phone.p2p(bob.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE)).getFrom())
                .isEqualTo(alice.me());
        // Who blocks may write all the same.
        bob.send(bob.message("p-2", mallory.identity.account(), ByteString.copyFromUtf8("no")));
        assertThat(bob.packetAck().getCode()).isZero();
    }

    @Test
    default void anOnlineMessageAnswerDoesNotReachAnotherApp() throws Exception {
        long app = neighbours().accounts().newApp();
        Phone victim = phone(gateway().identity(neighbours(), app, "alice", Instant.now(), Duration.ofDays(1)))
                .login();
        Phone bob = phone(stranger("bob")).login();
        bob.send(MIMCPacket.newBuilder()
                .setPacketId("o-1")
                .setType(MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK)
                .setPayload(MIMCOnlineMessageAck.newBuilder()
                        .setPacketId("o-1")
                        .setUuid(victim.identity.uuid())
                        .setResource("phone")
                        .setCode(1)
                        .build()
                        .toByteString())
                .build());
        // A message to itself takes the same way, later.
        bob.send(bob.message(
                "o-2", MIMC_MSG_TYPE.ONLINE_MESSAGE, bob.me(), bob.identity.account(), ByteString.copyFromUtf8("me")));
        bob.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE);
        victim.ping();
    }

    @Test
    default void unlimitedGroupsAreRefusedInTheirOwnWordsAndTheirPingIsAnswered() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        UCGroup group = UCGroup.newBuilder()
                .setAppId(AccountService.APP)
                .setTopicId(4_711)
                .build();
        ByteString join = UCGroupRef.newBuilder().setGroup(group).build().toByteString();
        for (UC_MSG_TYPE type : List.of(UC_MSG_TYPE.UC_JOIN, UC_MSG_TYPE.UC_QUIT)) {
            phone.send(unlimited(phone, "p-" + type, type, join));
            MIMCPacket packet = phone.receive(MIMC_MSG_TYPE.UC_PACKET);
            UCPacket answer = UCPacket.parseFrom(packet.getPayload());
            assertThat(packet.getPacketId()).isEqualTo("p-" + type);
            assertThat(answer.getPacketId()).isEqualTo("uc-p-" + type);
            assertThat(answer.getType().getNumber()).isEqualTo(type.getNumber() + 1);
            assertThat(answer.getUser()).isEqualTo(phone.me());
            UCGroupAnswer refusal = UCGroupAnswer.parseFrom(answer.getPayload());
            assertThat(refusal.getGroup()).isEqualTo(group);
            assertThat(refusal.getCode()).isNotZero();
            assertThat(refusal.getMessage()).isNotEmpty();
        }
        phone.send(unlimited(phone, "p-ping", UC_MSG_TYPE.UC_PING, join));
        UCPacket pong =
                UCPacket.parseFrom(phone.receive(MIMC_MSG_TYPE.UC_PACKET).getPayload());
        assertThat(pong.getType()).isEqualTo(UC_MSG_TYPE.UC_PONG);
        assertThat(pong.hasPayload() && pong.hasUser() && pong.hasPacketId()).isTrue();
        phone.send(unlimited(phone, "p-message", UC_MSG_TYPE.UC_MESSAGE, join));
        assertRefused(phone.packetAck(), "p-message", 404);
    }

    private static MIMCPacket unlimited(Phone phone, String packetId, UC_MSG_TYPE type, ByteString payload) {
        UCPacket packet = UCPacket.newBuilder()
                .setUser(phone.me())
                .setType(type)
                .setPayload(payload)
                .setPacketId("uc-" + packetId)
                .build();
        return MIMCPacket.newBuilder()
                .setPacketId(packetId)
                .setType(MIMC_MSG_TYPE.UC_PACKET)
                .setPayload(packet.toByteString())
                .build();
    }

    @Test
    default void aCallIsRefusedPolitely() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        RTSMessage create = RTSMessage.newBuilder()
                .setType(1)
                .setCallId(42)
                .setCallType(1)
                .setUuid(phone.identity.uuid())
                .setResource("phone")
                .setPayload(ByteString.copyFrom(new byte[] {0x08, 1, 0x12, 2, 0x08, 5, 0x12, 2, 0x08, 6}))
                .build();
        phone.send(MIMCPacket.newBuilder()
                .setPacketId("r-1")
                .setType(MIMC_MSG_TYPE.RTS_SIGNAL)
                .setPayload(create.toByteString())
                .build());
        RTSMessage answer =
                RTSMessage.parseFrom(phone.receive(MIMC_MSG_TYPE.RTS_SIGNAL).getPayload());
        assertThat(answer.getType()).isEqualTo(2);
        assertThat(answer.getCallId()).isEqualTo(42);
        byte[] text = "RTS_NOT_SUPPORTED".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(new byte[] {0x08, 2, 0x12, (byte) text.length});
        expected.writeBytes(text);
        expected.writeBytes(new byte[] {0x22, 2, 0x08, 5, 0x22, 2, 0x08, 6});
        assertThat(answer.getPayload().toByteArray()).isEqualTo(expected.toByteArray());
    }
}
