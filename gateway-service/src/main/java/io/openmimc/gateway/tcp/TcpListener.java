package io.openmimc.gateway.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.openmimc.gateway.connection.ConnectionConfig;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.connection.Dialogues;
import io.openmimc.gateway.connection.EventLoops;
import jakarta.inject.Singleton;

/** The TCP port. */
@Singleton
public class TcpListener {
    private final TcpConfig address;
    private final ConnectionConfig config;
    private final EventLoops loops;
    private final Connections connections;
    private final Dialogues dialogues;

    public TcpListener(
            TcpConfig address,
            ConnectionConfig config,
            EventLoops loops,
            Connections connections,
            Dialogues dialogues) {
        this.address = address;
        this.config = config;
        this.loops = loops;
        this.connections = connections;
        this.dialogues = dialogues;
    }

    /** Starts to accept. */
    public Channel open() {
        return loops.listen(address.host(), address.port(), new Pipeline());
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline()
                    .addLast("frames", new TcpFrameDecoder(config.maxBodyBytes()))
                    .addLast("connection", new TcpConnection(connections, dialogues, config));
        }
    }
}
