package io.openmimc.sdk;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;
import io.openmimc.sdk.wire.TcpCodec;
import io.openmimc.sdk.wire.WebSocketCodec;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Opens connections of either transport, with or without TLS, and puts the {@link Link} at their end. */
final class Dialer {
    /** A COMPOUND holds at most 64 KiB beside one message of the largest payload an app may be allowed. */
    private static final int MAX_FRAME_BYTES = 2 * 1024 * 1024;

    private static final int MAX_HANDSHAKE_BYTES = 16 * 1024;

    private final Settings settings;
    private final EventLoop loop;
    private final SSLContext tls;
    private final @Nullable AddressLookup lookup;

    Dialer(Settings settings, EventLoop loop, SSLContext tls, @Nullable AddressLookup lookup) {
        this.settings = settings;
        this.loop = loop;
        this.tls = tls;
        this.lookup = lookup;
    }

    /** What comes of it, the link tells its owner. Called on the event loop. */
    void dial(LoginToken token, Link link) {
        Endpoint endpoint = settings.endpoint();
        if (lookup != null) {
            lookup.gateway(token)
                    .whenCompleteAsync(
                            (address, failure) -> {
                                if (failure != null) {
                                    link.failed("address look-up: " + Link.describe(failure));
                                } else if (!link.isOver()) {
                                    connect(address, pipeline -> tcp(pipeline, token), link);
                                }
                            },
                            loop);
        } else if (endpoint instanceof Endpoint.Tcp tcp) {
            connect(
                    InetSocketAddress.createUnresolved(tcp.host(), tcp.port()),
                    pipeline -> {
                        if (tcp.tls()) {
                            pipeline.addLast("tls", tls(tcp.host(), tcp.port()));
                        }
                        tcp(pipeline, token);
                    },
                    link);
        } else if (endpoint instanceof Endpoint.WebSocket webSocket) {
            connect(
                    InetSocketAddress.createUnresolved(webSocket.uri().getHost(), webSocket.port()),
                    pipeline -> webSocket(pipeline, webSocket, token),
                    link);
        }
    }

    private void connect(SocketAddress address, Consumer<ChannelPipeline> handlers, Link link) {
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        handlers.accept(channel.pipeline());
                        channel.pipeline().addLast("link", link);
                    }
                })
                .connect(address)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        link.failed(Link.describe(connected.cause()));
                    }
                });
    }

    private static void tcp(ChannelPipeline pipeline, LoginToken token) {
        pipeline.addLast("codec", new TcpCodec(token.securityKeyBytes(), "", MAX_FRAME_BYTES));
    }

    private void webSocket(ChannelPipeline pipeline, Endpoint.WebSocket endpoint, LoginToken token) {
        if (endpoint.tls()) {
            pipeline.addLast("tls", tls(endpoint.uri().getHost(), endpoint.port()));
        }
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(endpoint.uri())
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                .handshakeTimeoutMillis(settings.connectTimeout().toMillis())
                .build();
        pipeline.addLast("http", new HttpClientCodec())
                .addLast("handshake-body", new HttpObjectAggregator(MAX_HANDSHAKE_BYTES))
                .addLast("websocket", new WebSocketClientProtocolHandler(config))
                .addLast("message", new WebSocketFrameAggregator(MAX_FRAME_BYTES))
                .addLast("codec", new WebSocketCodec(token.securityKeyBytes()));
    }

    private SslHandler tls(String host, int port) {
        SSLEngine engine = tls.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // else any valid certificate would do
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
        return handler;
    }
}
