package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the clients of one gateway notice of those of another. */
@QuarkusTest
class TwoGatewaysIT extends TwoGateways {
    @Override
    Map<String, String> settings() {
        return Map.of();
    }

    @Test
    void aSingleLoginKicksTheOlderOneElsewhere() throws Exception {
        Identity bob = gateway.stranger(neighbours, "bob");
        try (Phone older = there(bob).login();
                Phone newer = here(bob).connect()) {
            ClientHeader header = newer.header("BIND", "b1");
            assertThat(newer.bind(header, newer.bindRequest(header).setSso(true).build())
                            .getResult())
                    .isTrue();
            assertThat(older.kick().getReason()).isEqualTo("single-resource-kick");
            newer.ping();
        }
    }

    @Test
    void aLoginDisplacesTheOlderOneElsewhere() throws Exception {
        Identity bob = gateway.stranger(neighbours, "bob");
        try (Phone older = here(bob).login();
                Phone newer = there(bob).login()) {
            await().atMost(Wire.PATIENCE).until(() -> gateway.served(bob) == 0);
            older.ping();
            newer.ping();
        }
    }

    @Test
    void anOnlineMessagePasses() throws Exception {
        try (Phone alice = here(gateway.stranger(neighbours, "alice")).login();
                Phone bob = there(gateway.stranger(neighbours, "bob")).login()) {
            MIMCPacket knock = alice.message(
                    "o-1",
                    MIMC_MSG_TYPE.ONLINE_MESSAGE,
                    alice.me(),
                    bob.identity.account(),
                    ByteString.copyFromUtf8("knock"));
            alice.send(knock);
            assertThat(bob.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE).getPacketId()).isEqualTo("o-1");
        }
    }

    @Test
    void aRetryElsewhereIsAnsweredWithTheFirstSequence() throws Exception {
        // Given
        Identity alice = gateway.stranger(neighbours, "alice");
        long sequence;
        try (Phone before = here(alice).login()) {
            before.send(before.message("r-1", "bob", ByteString.copyFromUtf8("once")));
            sequence = before.packetAck().getSequence();
            assertThat(sequence).isPositive();
        }
        try (Phone after = there(alice).login()) {
            // When
            after.send(after.message("r-1", "bob", ByteString.copyFromUtf8("once")));
            after.send(after.message("r-2", "bob", ByteString.copyFromUtf8("twice")));
            // Then
            assertThat(after.packetAck().getSequence()).isEqualTo(sequence);
            assertThat(after.packetAck().getSequence()).isGreaterThan(sequence);
        }
    }

    @Test
    void theOneWhoseUserIsIdleForLongestIsFoundElsewhere() throws Exception {
        Identity bob = gateway.stranger(neighbours, "bob");
        List<Phone> phones = tenPhones(bob);
        sendsSomething(phones.get(0));
        try (Phone eleventh = here(bob.resource("resource 10")).login()) {
            assertThat(phones.get(1).kick().getDesc()).isEqualTo("too many devices");
            eleventh.ping();
            phones.get(0).ping();
        } finally {
            close(phones);
        }
    }

    /** In turn here and there. */
    private List<Phone> tenPhones(Identity bob) throws Exception {
        List<Phone> phones = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Identity device = bob.resource("resource " + i);
            phones.add((i % 2 == 0 ? here(device) : there(device)).login());
        }
        return phones;
    }

    private static void sendsSomething(Phone phone) throws Exception {
        phone.send(phone.message("p-1", "carol", ByteString.copyFromUtf8("I am here")));
        assertThat(phone.packetAck().getCode()).isZero();
    }

    private static void close(List<Phone> phones) throws Exception {
        for (Phone phone : phones) {
            phone.close();
        }
    }

    private Phone here(Identity identity) throws Exception {
        return new Phone(gateway.tcp(), identity);
    }

    private Phone there(Identity identity) throws Exception {
        return new Phone(new TcpWire(other.tcpPort()), identity);
    }
}
