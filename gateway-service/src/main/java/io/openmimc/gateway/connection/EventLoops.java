package io.openmimc.gateway.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The threads that serve connections, and the ports they listen on. Nothing that runs on them may block. */
@Singleton
public class EventLoops {
    private static final Logger LOG = Logger.getLogger(EventLoops.class);
    /** Connections that wait to be accepted; the kernel allows no more than its net.core.somaxconn. */
    private static final int BACKLOG = 4_096;
    /** Above the high mark we stop reading from a client until it has taken us below the low one. */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(32 * 1024, 128 * 1024);

    /** On Linux, what the kernel has for it; elsewhere Java's way, which does the same and takes more of the processor. */
    private final boolean epoll = Epoll.isAvailable();

    private final EventLoopGroup acceptors = loops(1, "gateway-accept");
    private final EventLoopGroup loops;

    public EventLoops(ConnectionConfig config) {
        int count = config.eventLoops() > 0
                ? config.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        loops = loops(count, "gateway-loop");
        LOG.infof("event loops count=%d transport=%s", count, epoll ? "epoll" : "nio");
    }

    private EventLoopGroup loops(int count, String name) {
        DefaultThreadFactory threads = new DefaultThreadFactory(name);
        return epoll ? new EpollEventLoopGroup(count, threads) : new NioEventLoopGroup(count, threads);
    }

    /**
     * Listens on a port.
     *
     * @param port 0: any free one
     * @throws IllegalStateException if the port cannot be had
     */
    public Channel listen(String host, int port, ChannelInitializer<SocketChannel> pipeline) {
        var bound = new ServerBootstrap()
                .group(acceptors, loops)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                // A packet must reach the client in one piece where possible: one SDK misreads split ones.
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
                .childHandler(pipeline)
                .bind(new InetSocketAddress(host, port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "cannot listen on " + host + ":" + port + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    /** Runs a task, that must not block, again and again. */
    public void every(Duration pause, Runnable task) {
        var unused = loops.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("a periodic task failed; it runs again at its next time", e);
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a task, that must not block, once.
     *
     * @throws java.util.concurrent.RejectedExecutionException when they have ended
     */
    public void after(Duration delay, Runnable task) {
        var unused = loops.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs a task, that must not block, soon. */
    public void execute(Runnable task) {
        loops.execute(task);
    }

    @PreDestroy
    void close() {
        acceptors.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
