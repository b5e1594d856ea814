package io.openmimc.gateway.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.wire.ClientHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TcpFrameDecoderTest {
    private static final int MAX_BODY = 131_072;
    private static final byte[] PACKET =
            TcpFrame.write(ClientHeader.newBuilder().setCmd("PING").setId("1").build(), new byte[40], null);

    @Test
    void framesComeOutWholeWhereverTheStreamIsSplit() {
        byte[] stream = concat(PACKET, TcpFrame.empty(), PACKET);
        for (int split = 0; split <= stream.length; split++) {
            EmbeddedChannel channel = channel();
            channel.writeInbound(Unpooled.copiedBuffer(stream, 0, split));
            channel.writeInbound(Unpooled.copiedBuffer(stream, split, stream.length - split));
            assertThat(channel.<byte[]>readInbound()).isEqualTo(PACKET);
            assertThat(channel.<byte[]>readInbound()).isEqualTo(TcpFrame.empty());
            assertThat(channel.<byte[]>readInbound()).isEqualTo(PACKET);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void framesComeOutWholeFromSingleBytes() {
        EmbeddedChannel channel = channel();
        for (byte b : concat(PACKET, PACKET)) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {b}));
        }
        assertThat(channel.inboundMessages()).hasSize(2);
        channel.finishAndReleaseAll();
    }

    @Test
    void aHostileLengthIsRefusedWithTheFirstEightBytes() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, MAX_BODY + 1}) {
            EmbeddedChannel channel = channel();
            byte[] prefix =
                    ByteBuffer.allocate(8).putInt(0xC2FE0005).putInt(length).array();
            assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(prefix)))
                    .isInstanceOf(DecoderException.class)
                    .hasCauseInstanceOf(FrameException.class);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void noiseIsRefusedAndNotKept() {
        EmbeddedChannel channel = channel();
        byte[] noise = new byte[1_048_576];
        Arrays.fill(noise, (byte) 0x5a);
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(noise)))
                .hasCauseInstanceOf(FrameException.class);
        assertThat(channel.inboundMessages()).isEmpty();
        channel.finishAndReleaseAll();
    }

    private static EmbeddedChannel channel() {
        return new EmbeddedChannel(new TcpFrameDecoder(MAX_BODY));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
