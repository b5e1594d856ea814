package io.openmimc.e2e;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * One TCP port before two, as a load balancer is: a connection goes to the first while that takes connections, else to the
 * second, and stays there.
 */
final class Balancer implements AutoCloseable {
    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel listening;
    private final int first;
    private final int second;

    Balancer(int first, int second) {
        this.first = first;
        this.second = second;
        this.listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false) // until there is somebody to hand it on to
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline().addLast(new Arrival());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Arrival extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext client) {
            connect(client, first);
        }

        private void connect(ChannelHandlerContext client, int port) {
            connection(client.channel().eventLoop(), port).addListener((ChannelFutureListener) connected -> {
                if (connected.isSuccess()) {
                    client.pipeline().replace(this, "pipe", new Pipe(connected.channel()));
                    connected.channel().pipeline().addLast(new Pipe(client.channel()));
                    client.channel().config().setAutoRead(true);
                    connected.channel().config().setAutoRead(true);
                } else if (port == first) {
                    connect(client, second);
                } else {
                    client.close();
                }
            });
        }
    }

    private static io.netty.channel.ChannelFuture connection(EventLoop loop, int port) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect("127.0.0.1", port);
    }

    private static final class Pipe extends ChannelInboundHandlerAdapter {
        private final Channel other;

        Pipe(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            other.writeAndFlush(bytes, other.voidPromise());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            other.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
