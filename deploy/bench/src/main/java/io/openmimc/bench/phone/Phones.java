package io.openmimc.bench.phone;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.wire.TcpCodec;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The phones of a run, which share a few event loops. */
public final class Phones implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    /** Servers end connections that say nothing for some minutes; SDKs ping every 15 s. */
    private static final int PING_SECONDS = 60;

    private final EventLoopGroup loops;
    private final Bootstrap bootstrap;
    private final Queue<Phone> all = new ConcurrentLinkedQueue<>();

    /**
     * @param gateway where the TCP transport is
     * @param threads event loops, which is how many threads all phones take together
     */
    public Phones(InetSocketAddress gateway, int threads) {
        boolean epoll = Epoll.isAvailable();
        loops = epoll ? new EpollEventLoopGroup(threads) : new NioEventLoopGroup(threads);
        bootstrap = new Bootstrap()
                .group(loops)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .remoteAddress(gateway);
        loops.next().scheduleAtFixedRate(() -> all.forEach(Phone::ping), PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    }

    /** Connects a device and logs it in; fails with what the server refuses it with. */
    public CompletionStage<Phone> login(LoginToken token, String resource, PhoneListener listener) {
        Phone phone = new Phone(token, resource, listener);
        byte[] key = Base64.getDecoder().decode(token.securityKey());
        bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new TcpCodec(key, "", MAX_BODY_BYTES), phone);
                    }
                })
                .connect()
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        phone.connectFailed(connected.cause());
                    }
                });
        all.add(phone);
        return phone.loggedIn();
    }

    @Override
    public void close() {
        all.forEach(Phone::close);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
