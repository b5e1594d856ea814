package io.openmimc.gateway.tcp;

import io.netty.buffer.Unpooled;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.ConnectionConfig;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.connection.Dialogues;
import io.openmimc.gateway.connection.Transport;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import org.jspecify.annotations.Nullable;

/** A client on TCP: after CONN every body that is not empty is under the body key. */
final class TcpConnection extends Connection {
    private byte @Nullable [] bodyKey;

    TcpConnection(Connections connections, Dialogues dialogues, ConnectionConfig config) {
        super(Transport.TCP, connections, dialogues, config);
    }

    @Override
    public void introduced(String challenge, String udid) {
        bodyKey = WireKeys.bodyKey(challenge, udid);
        markIntroduced();
    }

    @Override
    public void answerPing(@Nullable ClientHeader ping) {
        write(TcpFrame.empty());
    }

    @Override
    protected byte[] encode(ClientHeader header, byte[] payload) {
        return TcpFrame.write(header, payload, bodyKey);
    }

    @Override
    protected Object message(byte[] frame) {
        return Unpooled.wrappedBuffer(frame);
    }

    @Override
    protected @Nullable Packet decode(Object message) throws FrameException {
        return TcpFrame.read((byte[]) message, bodyKey);
    }

    @Override
    protected int size(Object message) {
        return ((byte[]) message).length;
    }
}
