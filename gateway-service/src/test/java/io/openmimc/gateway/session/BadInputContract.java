package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.proto.wire.XMMsgBindResp;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What both transports do about bad input. docs/wire-protocol.md 15.1. */
interface BadInputContract extends Fixture {
    @Test
    default void aWrongChecksumClosesTheConnectionAndNoOther() throws Exception {
        Phone other = phone(stranger("bob")).login();
        Phone phone = phone(stranger("alice")).login();
        byte[] frame = frame(phone.header("PING", "p1"));
        frame[frame.length - 1] ^= 1;
        phone.wire.sendRaw(frame);
        phone.wire.awaitClosed();
        other.ping();
    }

    @Test
    default void aWrongMagicOrVersionClosesTheConnection() throws Exception {
        for (int at : new int[] {0, 1, 2, 3}) {
            Phone phone = phone(stranger("alice"));
            byte[] frame = frame(phone.header("CONN", "c1"));
            frame[at] ^= 1;
            phone.wire.sendRaw(frame);
            phone.wire.awaitClosed();
        }
    }

    @Test
    default void payloadsThatDoNotParseCloseTheConnection() throws Exception {
        byte[] garbage = {0x0a, 0x7f, 1};
        Phone conn = phone(stranger("alice"));
        conn.wire.send(conn.header("CONN", "c1"), garbage);
        conn.wire.awaitClosed();
        Phone bind = phone(stranger("alice")).connect();
        bind.wire.send(bind.header("BIND", "b1"), garbage);
        bind.wire.awaitClosed();
        Phone message = phone(stranger("alice")).login();
        message.sendPayload("h1", garbage);
        message.wire.awaitClosed();
    }

    @Test
    default void dataBeforeLoginClosesTheConnection() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
        phone.wire.awaitClosed();
    }

    @Test
    default void aLoginBeforeConnClosesTheConnection() throws Exception {
        Phone phone = phone(stranger("alice"));
        phone.wire.send(phone.header("BIND", "b1"), new byte[0]);
        phone.wire.awaitClosed();
    }

    @Test
    default void illegalResourceNamesAreRefused() throws Exception {
        for (String resource : List.of("", "*", "a\nb", "x".repeat(129))) {
            Phone phone = phone(stranger("alice").resource(resource)).connect();
            XMMsgBindResp refused = phone.bind();
            assertThat(refused.getResult()).isFalse();
            assertThat(refused.getErrorReason()).isEqualTo("invalid-request");
        }
    }

    @Test
    default void anUnknownCommandIsIgnored() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.wire.send(phone.header("NOTIFY", "n1"), new byte[0]);
        phone.ping();
    }

    @Test
    default void aClientThatNeverReadsStopsOnlyItself() throws Exception {
        Phone other = phone(stranger("bob")).login();
        Phone deaf = phone(stranger("alice")).login();
        deaf.wire.stopReading();
        // The answer to each repeats its id, so that what the client does not take soon fills every buffer on the way.
        String longId = "x".repeat(60_000);
        byte[] message = deaf.message(longId, "bob", ByteString.EMPTY).toByteArray();
        double slowBefore = gateway().closed(CloseReason.SLOW_CLIENT);
        Thread flood = new Thread(() -> {
            try {
                while (true) {
                    deaf.sendPayload("h1", message.clone()); // blocks once the gateway reads no more
                }
            } catch (IOException e) {
                // closed, by the gateway or at the end of the test
            }
        });
        flood.start();
        // It is cut off after the write limit, which the test profile sets to 3 s. Seen from the gateway: the client
        // itself may learn of it much later, because it takes nothing from its socket.
        await().atMost(Duration.ofSeconds(60)).until(() -> gateway().served(deaf.identity) == 0);
        assertThat(gateway().closed(CloseReason.SLOW_CLIENT) - slowBefore).isEqualTo(1);
        other.ping();
        deaf.close();
        await().atMost(Wire.PATIENCE).until(() -> !flood.isAlive());
    }
}
