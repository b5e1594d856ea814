package io.openmimc.sdk.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.frame.WireKeys;
import java.util.List;

/**
 * The client's side of one WebSocket: {@link Packet}s with plain payloads inside, binary messages outside. Expects whole
 * messages (an aggregator before it). What is no packet fails the pipeline with a
 * {@link io.openmimc.proto.frame.FrameException} as cause; close the connection then. docs/wire-protocol.md 3.
 */
public final class WebSocketCodec extends MessageToMessageCodec<BinaryWebSocketFrame, Packet> {
    private final byte[] securityKey;

    /**
     * @param securityKey the 16 bytes behind {@code miUserSecurityKey}
     */
    public WebSocketCodec(byte[] securityKey) {
        super(BinaryWebSocketFrame.class, Packet.class);
        this.securityKey = securityKey.clone();
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Packet packet, List<Object> out) {
        byte[] message = WebSocketFrame.write(packet.header(), packet.payload());
        out.add(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, BinaryWebSocketFrame message, List<Object> out) throws Exception {
        Packet packet = WebSocketFrame.read(message.content().nioBuffer());
        // Only this direction is encrypted here.
        out.add(
                packet.header().getCmd().equals("SECMSG")
                        ? new Packet(
                                packet.header(),
                                Rc4.apply(
                                        WireKeys.payloadKey(
                                                securityKey, packet.header().getId()),
                                        packet.payload()))
                        : packet);
    }
}
