package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCPacketAck;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What a contract of both transports stands on. */
interface Fixture {
    Gateway gateway();

    Neighbours neighbours();

    /** A new connection, closed after the test. */
    Wire wire() throws IOException;

    /** A packet of this header and no payload, as it is before there is a key. */
    byte[] frame(ClientHeader header);

    /** A client on a connection of its own, closed after the test. */
    Phone phone(Identity identity) throws IOException;

    /** An account that no other test has. */
    Identity stranger(String name);

    /** A dispatcher with its stream to the gateway, ended after the test. */
    TestDispatcher dispatcher();

    /** Where Kafka is. */
    String bootstrap();

    /** Hands a message to the login that the registry names. */
    default CompletableFuture<DeliverResponse> deliver(Identity to, String text) {
        return dispatcher()
                .deliver(
                        Gateway.message(stranger("sender"), to, "x-" + text, text),
                        TestDispatcher.reference(to, gateway().login(to)));
    }

    static void assertRefused(MIMCPacketAck ack, String packetId, int code) {
        assertThat(ack.getPacketId()).isEqualTo(packetId);
        assertThat(ack.getCode()).isEqualTo(code);
        assertThat(ack.getErrorMsg()).isNotEmpty();
        assertThat(ack.hasSequence() && ack.getSequence() == 0).isTrue();
        assertThat(ack.getTimestamp()).isPositive();
    }
}
