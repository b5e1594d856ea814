package io.openmimc.proto.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openmimc.proto.frame.FrameException.Fault;
import io.openmimc.proto.wire.ClientHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;

class BadFrameTest {
    private static final ClientHeader HEADER =
            ClientHeader.newBuilder().setCmd("PING").setId("1").build();
    private static final byte[] PAYLOAD = {1, 2, 3};

    @Test
    void wrongMagicVersionAndTypeAreTold() {
        assertThat(faultOfWebSocket(with(0, 0))).isEqualTo(Fault.MAGIC);
        assertThat(faultOfWebSocket(with(3, 5))).isEqualTo(Fault.VERSION);
        assertThat(faultOfWebSocket(with(5, 9))).isEqualTo(Fault.TYPE);
        assertThat(faultOfWebSocket(with(7, 9))).isEqualTo(Fault.TYPE);
    }

    @Test
    void everyFlippedBitIsRefused() {
        byte[] frame = WebSocketFrame.write(HEADER, PAYLOAD);
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] broken = frame.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(FrameException.class)
                    .isThrownBy(() -> WebSocketFrame.read(ByteBuffer.wrap(broken)));
        }
        byte[] tcp = TcpFrame.write(HEADER, PAYLOAD, null);
        for (int bit = 0; bit < tcp.length * 8; bit++) {
            byte[] broken = tcp.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatExceptionOfType(FrameException.class).isThrownBy(() -> TcpFrame.read(broken, null));
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] webSocket = WebSocketFrame.write(HEADER, PAYLOAD);
        byte[] tcp = TcpFrame.write(HEADER, PAYLOAD, null);
        for (int length = 0; length < webSocket.length; length++) {
            byte[] part = Arrays.copyOf(webSocket, length);
            assertThat(faultOfWebSocket(part)).isEqualTo(Fault.LENGTH);
        }
        for (int length = 0; length < tcp.length; length++) {
            byte[] part = Arrays.copyOf(tcp, length);
            assertThat(catchThrowableOfType(FrameException.class, () -> TcpFrame.read(part, null))
                            .fault())
                    .isEqualTo(Fault.LENGTH);
        }
    }

    @Test
    void hostileLengthsAreRefusedBeforeAnythingIsBuffered() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_537}) {
            assertThat(catchThrowableOfType(
                                    FrameException.class,
                                    () -> TcpFrame.length((short) 0xC2FE, (short) 5, length, 65_536))
                            .fault())
                    .isEqualTo(Fault.LENGTH);
        }
    }

    @Test
    void innerLengthsThatDoNotFitTheBodyAreRefused() {
        byte[] frame = TcpFrame.write(HEADER, PAYLOAD, null);
        for (int headerLength : new int[] {0, 1, 0x7fff, 0x8000, 0xffff}) {
            byte[] broken = resealed(ByteBuffer.wrap(frame.clone()).putShort(10, (short) headerLength));
            assertThatExceptionOfType(FrameException.class).isThrownBy(() -> TcpFrame.read(broken, null));
        }
        for (int payloadLength : new int[] {-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            byte[] broken = resealed(ByteBuffer.wrap(frame.clone()).putInt(12, payloadLength));
            assertThatExceptionOfType(FrameException.class).isThrownBy(() -> TcpFrame.read(broken, null));
        }
    }

    @Test
    void noiseNeverCausesAnythingButAFrameException() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length >= 12 && i % 2 == 0) {
                // Gets past magic, version and lengths, to the parts behind them.
                ByteBuffer.wrap(noise)
                        .putShort((short) 0xC2FE)
                        .putShort((short) 5)
                        .putInt(noise.length - 12);
                resealed(ByteBuffer.wrap(noise));
            }
            assertRefusedOrRead(() -> TcpFrame.read(noise.clone(), null));
            assertRefusedOrRead(() -> WebSocketFrame.read(ByteBuffer.wrap(noise)));
        }
    }

    private static void assertRefusedOrRead(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(read);
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(FrameException.class);
        }
    }

    private static byte[] resealed(ByteBuffer frame) {
        Adler32 sum = new Adler32();
        sum.update(frame.array(), 0, frame.array().length - 4);
        return frame.putInt(frame.array().length - 4, (int) sum.getValue()).array();
    }

    private static byte[] with(int index, int value) {
        byte[] frame = WebSocketFrame.write(HEADER, PAYLOAD);
        frame[index] = (byte) value;
        return frame;
    }

    private static Fault faultOfWebSocket(byte[] frame) {
        return catchThrowableOfType(FrameException.class, () -> WebSocketFrame.read(ByteBuffer.wrap(frame)))
                .fault();
    }
}
