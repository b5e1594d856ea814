package io.openmimc.gateway.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.TcpFrame;
import java.util.List;

/** Cuts the stream into whole frames, as arrays. A length is judged before the bytes it announces are kept. */
final class TcpFrameDecoder extends ByteToMessageDecoder {
    private final int maxBodyBytes;

    TcpFrameDecoder(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws FrameException {
        if (in.readableBytes() < TcpFrame.PREFIX_BYTES) {
            return;
        }
        int at = in.readerIndex();
        int length;
        try {
            length = TcpFrame.length(in.getShort(at), in.getShort(at + 2), in.getInt(at + 4), maxBodyBytes);
        } catch (FrameException e) {
            in.skipBytes(in.readableBytes()); // nothing after it can be read either
            throw e;
        }
        if (in.readableBytes() >= length) {
            byte[] frame = new byte[length];
            in.readBytes(frame);
            out.add(frame);
        }
    }
}
