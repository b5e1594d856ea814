package io.openmimc.gateway.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.ConnectionConfig;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.connection.Dialogues;
import io.openmimc.gateway.connection.Headers;
import io.openmimc.gateway.connection.Transport;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.wire.ClientHeader;
import org.jspecify.annotations.Nullable;

/** A client on WebSocket: only the payload of a SECMSG to it is encrypted. */
final class WebSocketConnection extends Connection {
    private static final byte[] NOTHING = {};

    WebSocketConnection(Connections connections, Dialogues dialogues, ConnectionConfig config) {
        super(Transport.WEBSOCKET, connections, dialogues, config);
    }

    @Override
    public void introduced(String challenge, String udid) {
        markIntroduced();
    }

    @Override
    public void answerPing(@Nullable ClientHeader ping) {
        if (ping != null) {
            send(Headers.answer(Transport.WEBSOCKET, ping), NOTHING);
        }
    }

    /** Else its client would read 1000, the end of a conversation that has nothing left to say. */
    @Override
    protected void closing(Channel open, CloseReason reason) {
        if (reason == CloseReason.DRAIN) {
            // Fails where there was no handshake yet, and then it is not missed.
            var unused = open.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE));
        }
    }

    @Override
    protected byte[] encode(ClientHeader header, byte[] payload) {
        return WebSocketFrame.write(header, payload);
    }

    @Override
    protected Object message(byte[] frame) {
        return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame));
    }

    @Override
    protected Packet decode(Object message) throws FrameException {
        try {
            if (!(message instanceof BinaryWebSocketFrame binary)) {
                throw new FrameException(FrameException.Fault.TYPE, "not a binary message");
            }
            ByteBuf content = binary.content();
            return WebSocketFrame.read(content.nioBuffer());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    protected int size(Object message) {
        return message instanceof BinaryWebSocketFrame binary ? binary.content().readableBytes() : 0;
    }
}
