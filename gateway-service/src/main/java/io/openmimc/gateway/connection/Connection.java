package io.openmimc.gateway.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import io.openmimc.proto.frame.FrameException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.wire.ClientHeader;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: the last handler of its pipeline. All methods but {@link #execute} and {@link #close} belong to
 * the event loop of the connection. While the client does not take what we send, we read nothing more from it.
 */
public abstract class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = Logger.getLogger(Connection.class);
    private static final long WRITABLE = 0;

    private final Transport transport;
    private final Connections connections;
    private final PacketListener listener;
    private final int maxUnsentBytes;
    private @Nullable Channel channel;
    private @Nullable CloseReason closeReason;
    private boolean paused;
    private volatile long lastPacketNanos = System.nanoTime();
    private volatile long unwritableSinceNanos = WRITABLE;
    private volatile boolean introduced;

    /**
     * @param dialogue makes the listener for this connection
     */
    protected Connection(Transport transport, Connections connections, Dialogues dialogue, ConnectionConfig config) {
        this.transport = transport;
        this.connections = connections;
        this.maxUnsentBytes = config.maxUnsentBytes();
        this.listener = dialogue.open(this);
    }

    public final Transport transport() {
        return transport;
    }

    /** Sends one packet in one write. The caller has encrypted the payload where it must be. */
    public final void send(ClientHeader header, byte[] payload) {
        write(encode(header, payload));
    }

    /** Answers a keep-alive.
     *
     * @param ping the header it came with; null for a packet without a body */
    public abstract void answerPing(@Nullable ClientHeader ping);

    /** Everything from now on is under the key that both sides derive, if the transport has one. */
    public abstract void introduced(String challenge, String udid);

    /** The frame in the form that the pipeline's first handler takes. */
    protected abstract byte[] encode(ClientHeader header, byte[] payload);

    /** The message that carries a frame through the pipeline. */
    protected abstract Object message(byte[] frame);

    /** Takes the packet out of a message of the pipeline; null for a packet without a body. */
    protected abstract @Nullable Packet decode(Object message) throws FrameException;

    /** Size of a message of the pipeline, in bytes. */
    protected abstract int size(Object message);

    protected final void write(byte[] frame) {
        Channel open = channel;
        if (open == null || !open.isActive()) {
            return;
        }
        connections.metrics().sent(transport, frame.length);
        open.writeAndFlush(message(frame), open.voidPromise());
        var unsent = open.unsafe().outboundBuffer();
        if (unsent != null && unsent.totalPendingWriteBytes() > maxUnsentBytes) {
            close(CloseReason.SLOW_CLIENT);
        }
    }

    /** The client has said CONN: it is no silent one any more. */
    protected final void markIntroduced() {
        introduced = true;
        connections.introduced(this);
    }

    /** Stops or resumes reading, while something must be decided first. Packets already read still come. */
    public final void pause(boolean pause) {
        paused = pause;
        adjustReading();
    }

    /** Null as long as it is not connected. */
    public final @Nullable EventLoop eventLoop() {
        Channel open = channel;
        return open == null ? null : open.eventLoop();
    }

    public final void execute(Runnable task) {
        Channel open = channel;
        if (open != null) {
            open.eventLoop().execute(task);
        }
    }

    /** Runs a task after some time, unless it is cancelled. */
    public final Future<?> schedule(Runnable task, long delayMs) {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("not connected yet");
        }
        return open.eventLoop().schedule(callable(task), delayMs, TimeUnit.MILLISECONDS);
    }

    private static Callable<Void> callable(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a timed task of a connection failed", e); // else it would vanish in an unread future
            }
            return null;
        };
    }

    /** The last thing to be said before we close it, if the transport has a word for that. */
    protected void closing(Channel open, CloseReason reason) {}

    /** Whether the gateway stops: then this connection is going to be closed, and no new login is worth its while. */
    public final boolean ending() {
        return connections.ending();
    }

    /** Closes the connection; the first reason counts. From any thread. */
    public final void close(CloseReason reason) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        if (open.eventLoop().inEventLoop()) {
            if (closeReason == null) {
                closeReason = reason;
                closing(open, reason);
            }
            open.close();
        } else {
            open.eventLoop().execute(() -> close(reason));
        }
    }

    /** Closes when what is in flight in either direction is answered, or has not been in time. From any thread. */
    public final void drain() {
        execute(() -> listener.drain(() -> close(CloseReason.DRAIN)));
    }

    /** Whether the limits say that it must go. Called by the sweep, from another thread. */
    final @Nullable CloseReason overdue(long nowNanos, ConnectionConfig config) {
        long since = unwritableSinceNanos;
        if (since != WRITABLE && nowNanos - since > config.writeLimit().toNanos()) {
            return CloseReason.SLOW_CLIENT;
        }
        long quiet = nowNanos - lastPacketNanos;
        if (!introduced) {
            return quiet > config.silenceLimit().toNanos() ? CloseReason.SILENT : null;
        }
        return quiet > config.idleLimit().toNanos() ? CloseReason.IDLE : null;
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public final void channelActive(ChannelHandlerContext context) {
        connections.opened(this);
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) throws FrameException {
        if (closeReason != null) {
            return; // what was read together with the packet that closed the connection
        }
        connections.metrics().received(transport, size(message));
        Packet packet = decode(message);
        if (introduced) {
            lastPacketNanos = System.nanoTime(); // before CONN nothing extends the silence limit
        }
        listener.received(packet);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        CloseReason reason = closeReason == null ? CloseReason.CLIENT_CLOSED : closeReason;
        listener.closed(reason); // first: when the last connection is gone, the end of every session is on its way
        connections.closed(this, reason);
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext context) {
        // 0 says writable, so a real 0 of the clock must not be stored.
        unwritableSinceNanos = context.channel().isWritable() ? WRITABLE : System.nanoTime() | 1;
        adjustReading();
    }

    private void adjustReading() {
        if (channel != null) {
            channel.config().setAutoRead(!paused && channel.isWritable());
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner instanceof FrameException e) {
            LOG.debugf("bad frame transport=%s fault=%s error=%s", transport.tag(), e.fault(), e.getMessage());
            close(CloseReason.BAD_FRAME);
        } else if (cause instanceof DecoderException) {
            LOG.debugf("bad frame transport=%s error=%s", transport.tag(), cause.getMessage());
            close(CloseReason.BAD_FRAME);
        } else if (inner instanceof IOException) {
            close(CloseReason.RESET);
        } else {
            LOG.errorf(inner, "connection failed transport=%s", transport.tag());
            close(CloseReason.INTERNAL);
        }
    }
}
