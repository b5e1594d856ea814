package io.openmimc.gateway.session;

import static io.openmimc.gateway.session.Fixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What both transports promise about what clients send. docs/wire-protocol.md 6, 7.1, 15.3. */
interface UpstreamContract extends Fixture {
    @Test
    default void aMessageIsAcknowledgedWithEveryFieldThatClientsRead() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("你好 🙂")));
        MIMCPacketAck ack = phone.packetAck();
        assertThat(ack.getPacketId()).isEqualTo("p-1");
        assertThat(ack.getUuid()).isEqualTo(phone.identity.uuid());
        assertThat(ack.getResource()).isEqualTo("phone");
        assertThat(ack.getSequence()).isPositive();
        assertThat(ack.getTimestamp()).isEqualTo(Sequence.timestampMs(ack.getSequence()));
        // Not close: the clock of sequences may run ahead of the wall clock, and other tests make it.
        assertThat(ack.getTimestamp()).isCloseTo(System.currentTimeMillis(), Offset.offset(120_000L));
        assertThat(ack.getPackage()).isEqualTo(AccountService.PACKAGE);
        assertThat(ack.hasErrorMsg() && ack.getErrorMsg().isEmpty()).isTrue();
        assertThat(ack.hasCode() && ack.getCode() == 0).isTrue();
        assertThat(ack.hasConvIndex()).isTrue();
    }

    @Test
    default void sequencesGrowAndARetryGetsTheFirstOnes() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("one")));
        long first = phone.packetAck().getSequence();
        phone.send(phone.message("p-2", "bob", ByteString.copyFromUtf8("two")));
        assertThat(phone.packetAck().getSequence()).isGreaterThan(first);
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("one")));
        assertThat(phone.packetAck().getSequence()).isEqualTo(first);
    }

    @Test
    default void fifteenKilobytesAreTakenAndMoreIsRefusedWithTheConnectionOpen() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.copyFrom(new byte[15_360])));
        assertThat(phone.packetAck().getCode()).isZero();
        phone.send(phone.message("p-2", "bob", ByteString.copyFrom(new byte[15_361])));
        assertRefused(phone.packetAck(), "p-2", 413);
        phone.send(phone.message("p-3", "bob", ByteString.copyFrom(new byte[64 * 1024])));
        assertRefused(phone.packetAck(), "p-3", 413);
        phone.ping();
    }

    @Test
    default void anEmptyPayloadIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.EMPTY));
        assertRefused(phone.packetAck(), "p-1", 400);
    }

    @Test
    default void aSenderThatIsNotTheLoggedInAccountIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        MIMCUser me = phone.me();
        int number = 0;
        for (MIMCUser other : List.of(
                me.toBuilder().setAppAccount("bob").build(),
                me.toBuilder().setUuid(me.getUuid() + 1).build(),
                me.toBuilder().setAppId(1).build())) {
            String id = "p-" + ++number;
            phone.send(phone.message(id, MIMC_MSG_TYPE.P2P_MESSAGE, other, "bob", ByteString.copyFromUtf8("hi")));
            assertRefused(phone.packetAck(), id, 403);
        }
    }

    @Test
    default void aMessageWithoutASenderIsTheLoggedInAccounts() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message(
                "p-1", MIMC_MSG_TYPE.P2P_MESSAGE, MIMCUser.getDefaultInstance(), "bob", ByteString.copyFromUtf8("hi")));
        assertThat(phone.packetAck().getCode()).isZero();
    }

    @Test
    default void aMessageToATopicIsAcceptedFromAMemberOnly() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        long own = neighbours().topics().create(phone.identity.uuid());
        long others = neighbours().topics().create(1);
        phone.send(phone.topicMessage("p-1", own, ByteString.copyFromUtf8("hi")));
        assertThat(phone.packetAck().getSequence()).isPositive();
        phone.send(phone.topicMessage("p-2", others, ByteString.copyFromUtf8("hi")));
        assertRefused(phone.packetAck(), "p-2", 403);
        phone.send(phone.topicMessage("p-3", 7, ByteString.copyFromUtf8("hi")));
        assertRefused(phone.packetAck(), "p-3", 404);
        phone.send(phone.topicMessage("p-4", own, ByteString.EMPTY));
        assertRefused(phone.packetAck(), "p-4", 400);
    }

    @Test
    default void anUnknownTypeWithAnIdIsRefusedAndWithoutOneIgnored() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        byte[] unknown = {0x0a, 3, 'p', '-', '1', 0x20, 99}; // packetId p-1, type 99
        phone.sendPayload("h1", unknown);
        assertRefused(phone.packetAck(), "p-1", 400);
        phone.sendPayload("h2", new byte[] {0x20, 99});
        phone.ping();
    }

    @Test
    default void aTypeThatOnlyServersSendIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        for (MIMC_MSG_TYPE type : List.of(
                MIMC_MSG_TYPE.PACKET_ACK,
                MIMC_MSG_TYPE.COMPOUND,
                MIMC_MSG_TYPE.P2P_PUSH_MESSAGE,
                MIMC_MSG_TYPE.P2T_PUSH_MESSAGE)) {
            phone.send(MIMCPacket.newBuilder()
                    .setPacketId("p-" + type)
                    .setType(type)
                    .setPayload(ByteString.EMPTY)
                    .build());
            assertRefused(phone.packetAck(), "p-" + type, 400);
        }
    }

    @Test
    default void aMessageThatDoesNotParseIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(MIMCPacket.newBuilder()
                .setPacketId("p-1")
                .setType(MIMC_MSG_TYPE.P2P_MESSAGE)
                .setPayload(ByteString.copyFrom(new byte[] {0x0a, 0x7f, 1}))
                .build());
        assertRefused(phone.packetAck(), "p-1", 400);
    }
}
