package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.wire.ClientHeader;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TcpSessionTest extends SessionContract {
    private static final int HALF_OPEN = 2_000; // within the usual limit of open files of a test machine

    @Override
    Wire wire() throws IOException {
        return gateway.tcp();
    }

    @Override
    int wireNumber() {
        return 1;
    }

    @Override
    byte[] frame(ClientHeader header) {
        return TcpFrame.write(header, new byte[0], null);
    }

    private TcpWire tcp() throws IOException {
        return closing((TcpWire) wire());
    }

    @Test
    void anEmptyPacketIsAnsweredWithAnEmptyPacket() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.wire.sendRaw(TcpFrame.empty());
        assertThat(phone.wire.receive()).isNull();
    }

    @Test
    void nothingIsSentBetweenTheAnswerToConnAndTheLogin() throws Exception {
        TcpWire wire = tcp();
        new Phone(wire, stranger("alice")).connect();
        wire.socket().setSoTimeout(300);
        Assertions.assertThatThrownBy(wire::receive).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aPacketInSingleBytesIsUnderstood() throws Exception {
        Phone phone = phone(stranger("alice"));
        for (byte b : frame(phone.header("PING", "p1"))) {
            phone.wire.sendRaw(new byte[] {b});
        }
        assertThat(phone.wire.receive()).isNull();
    }

    @Test
    void impossibleLengthsCloseTheConnection() throws Exception {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 131_073, 3}) {
            TcpWire wire = tcp();
            ByteBuffer prefix = ByteBuffer.allocate(40);
            prefix.putInt(0xC2FE0005).putInt(length);
            wire.sendRaw(prefix.array());
            wire.awaitClosed();
        }
    }

    @Test
    void aMegabyteOfNoiseClosesTheConnection() throws Exception {
        Phone other = phone(stranger("bob")).login();
        TcpWire wire = tcp();
        byte[] noise = new byte[1_048_576];
        new Random(7).nextBytes(noise);
        noise[0] = 0;
        try {
            wire.sendRaw(noise);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*"); // closed before all of it was written
        }
        wire.awaitClosed();
        other.ping();
    }

    @Test
    void aTruncatedPacketIsForgottenWithItsConnection() throws Exception {
        Phone other = phone(stranger("bob")).login();
        TcpWire wire = tcp();
        byte[] frame = frame(other.header("CONN", "c1"));
        wire.sendRaw(java.util.Arrays.copyOf(frame, frame.length - 5));
        wire.close();
        other.ping();
    }

    @Test
    void thousandsOfHalfOpenConnectionsDisturbNobody() throws Exception {
        Phone other = phone(stranger("bob")).login();
        List<TcpWire> silent = new ArrayList<>();
        long before = usedMemory();
        for (int i = 0; i < HALF_OPEN; i++) {
            silent.add(tcp());
        }
        long start = System.nanoTime();
        other.ping();
        phone(stranger("alice")).login();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        // The bound is loose: client and server share this process.
        assertThat(usedMemory() - before).isLessThan(HALF_OPEN * 40_000L);
        for (TcpWire wire : silent) {
            wire.close();
        }
    }

    @Test
    void aClientThatNeverReadsStopsOnlyItself() throws Exception {
        Phone other = phone(stranger("bob")).login();
        TcpWire wire = tcp();
        Phone.Identity alice = stranger("alice");
        new Phone(wire, alice).login();
        byte[] pings = new byte[12 * 1_000];
        for (int i = 0; i < 1_000; i++) {
            System.arraycopy(TcpFrame.empty(), 0, pings, i * 12, 12);
        }
        Thread flood = new Thread(() -> {
            try {
                while (!Thread.interrupted()) {
                    wire.sendRaw(pings); // blocks once the gateway reads no more
                }
            } catch (IOException e) {
                // closed, by the gateway or at the end of the test
            }
        });
        flood.start();
        // It is cut off after the write limit, which the test profile sets to 3 s. Seen from the gateway: the client
        // itself
        // may learn of it much later, because it takes nothing from its socket.
        await().atMost(Duration.ofSeconds(60)).until(() -> gateway.served(alice) == 0);
        other.ping();
        wire.close();
        await().until(() -> !flood.isAlive());
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
