package io.openmimc.sdk.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageCodec;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.XMMsgConnResp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one TCP connection: {@link Packet}s with plain payloads inside, encrypted frames outside. Takes the
 * challenge out of the CONN answer by itself and encrypts from then on. Bytes that are no frame fail the pipeline with a
 * {@link FrameException} as cause; close the connection then. docs/wire-protocol.md 4.
 */
public final class TcpCodec extends ByteToMessageCodec<Packet> {
    private final byte[] securityKey;
    private final String udid;
    private final int maxBodyBytes;
    private byte @Nullable [] bodyKey;

    /**
     * @param securityKey the 16 bytes behind {@code miUserSecurityKey}
     * @param udid the one that CONN will carry
     * @param maxBodyBytes larger frames from the server are refused
     */
    public TcpCodec(byte[] securityKey, String udid, int maxBodyBytes) {
        super(Packet.class);
        this.securityKey = securityKey.clone();
        this.udid = udid;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Packet packet, ByteBuf out) {
        if (packet == ClientPackets.KEEP_ALIVE) {
            out.writeBytes(TcpFrame.empty());
        } else {
            boolean conn = packet.header().getCmd().equals("CONN");
            out.writeBytes(TcpFrame.write(packet.header(), payload(packet), conn ? null : bodyKey));
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (in.readableBytes() < TcpFrame.PREFIX_BYTES) {
            return;
        }
        int at = in.readerIndex();
        int length = TcpFrame.length(in.getShort(at), in.getShort(at + 2), in.getInt(at + 4), maxBodyBytes);
        if (in.readableBytes() < length) {
            return;
        }
        byte[] frame = new byte[length];
        in.readBytes(frame);
        Packet packet = TcpFrame.read(frame, bodyKey);
        if (packet == null) {
            out.add(ClientPackets.KEEP_ALIVE);
            return;
        }
        if (bodyKey == null && packet.header().getCmd().equals("CONN")) {
            bodyKey = WireKeys.bodyKey(XMMsgConnResp.parseFrom(packet.payload()).getChallenge(), udid);
        }
        out.add(new Packet(packet.header(), payload(packet)));
    }

    /** RC4 is its own inverse. */
    private byte[] payload(Packet packet) {
        return packet.header().getCmd().equals("SECMSG")
                ? Rc4.apply(WireKeys.payloadKey(securityKey, packet.header().getId()), packet.payload())
                : packet.payload();
    }
}
