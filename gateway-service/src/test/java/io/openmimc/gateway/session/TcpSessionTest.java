package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.wire.ClientHeader;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TcpSessionTest extends TransportTest {
    @Override
    Wire connect() throws IOException {
        return gateway.tcp();
    }

    @Override
    public byte[] frame(ClientHeader header) {
        return TcpFrame.write(header, new byte[0], null);
    }

    @Test
    void anEmptyPacketIsAnsweredWithAnEmptyPacket() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.wire.sendRaw(TcpFrame.empty());
        assertThat(phone.wire.receive()).isNull();
    }

    @Test
    void nothingIsSentBetweenTheAnswerToConnAndTheClientsNextPacket() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.ping(); // whose answer is the next packet
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
            Wire wire = wire();
            ByteBuffer prefix = ByteBuffer.allocate(40);
            prefix.putInt(0xC2FE0005).putInt(length);
            wire.sendRaw(prefix.array());
            wire.awaitClosed();
        }
    }

    @Test
    void aMegabyteOfNoiseClosesTheConnection() throws Exception {
        Phone other = phone(stranger("bob")).login();
        Wire wire = wire();
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
        Wire wire = wire();
        byte[] frame = frame(other.header("CONN", "c1"));
        wire.sendRaw(java.util.Arrays.copyOf(frame, frame.length - 5));
        wire.close();
        other.ping();
    }
}
