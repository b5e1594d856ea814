package io.openmimc.gateway.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.openmimc.gateway.connection.ConnectionConfig;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.connection.Dialogues;
import io.openmimc.gateway.connection.EventLoops;
import jakarta.inject.Singleton;

/** The WebSocket port. */
@Singleton
public class WebSocketListener {
    private static final int MAX_REQUEST_LINE = 4_096;
    private static final int MAX_HEADERS = 16_384;

    private final WebSocketConfig address;
    private final ConnectionConfig config;
    private final EventLoops loops;
    private final Connections connections;
    private final Dialogues dialogues;
    private final WebSocketServerProtocolConfig protocol;

    public WebSocketListener(
            WebSocketConfig address,
            ConnectionConfig config,
            EventLoops loops,
            Connections connections,
            Dialogues dialogues) {
        this.address = address;
        this.config = config;
        this.loops = loops;
        this.connections = connections;
        this.dialogues = dialogues;
        this.protocol = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true) // a query is fine; other paths are refused before
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(config.maxBodyBytes())
                        .withUTF8Validator(false)
                        .build())
                .build();
    }

    /** Starts to accept. */
    public Channel open() {
        return loops.listen(address.host(), address.port(), new Pipeline());
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline()
                    .addLast(
                            "http",
                            new HttpServerCodec(new HttpDecoderConfig()
                                    .setMaxInitialLineLength(MAX_REQUEST_LINE)
                                    .setMaxHeaderSize(MAX_HEADERS)))
                    .addLast("upgrade-only", new UpgradeOnly())
                    .addLast("websocket", new WebSocketServerProtocolHandler(protocol))
                    .addLast("whole-messages", new WebSocketFrameAggregator(config.maxBodyBytes()))
                    .addLast("connection", new WebSocketConnection(connections, dialogues, config));
        }
    }
}
