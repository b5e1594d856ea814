package io.openmimc.sdk;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgConnResp;
import io.openmimc.proto.wire.XMMsgKick;
import io.openmimc.sdk.wire.ClientPackets;
import io.openmimc.sdk.wire.Transport;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from CONN to its end: says hello, binds, pings, and gives itself up when the server owes an answer too
 * long. Confined to the event loop. docs/wire-protocol.md 3.1, 4.1 and 4.2.
 */
final class Link extends SimpleChannelInboundHandler<Packet> {
    /** Whoever keeps the client logged in. {@link #gone} is the last call and comes once. */
    interface Owner {
        void bound(Link link);

        void refused(Link link, XMMsgBindResp answer);

        void kicked(Link link, XMMsgKick kick);

        void received(Link link, MIMCPacket packet);

        void gone(Link link, String reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** COMPOUNDs of this connection that wait for the listener, by maxSequence. */
    final Set<Long> unacknowledged = new HashSet<>();

    private final Settings settings;
    private final LoginToken token;
    private final ClientPackets packets;
    private final PacketIds ids;
    private final Owner owner;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> answerTimer;
    private @Nullable Future<?> pings;
    private boolean reading = true;
    private boolean over;
    private String reason = "the server closed the connection";

    Link(Settings settings, LoginToken token, ClientPackets packets, PacketIds ids, Owner owner) {
        this.settings = settings;
        this.token = token;
        this.packets = packets;
        this.ids = ids;
        this.owner = owner;
    }

    ClientPackets packets() {
        return packets;
    }

    /** Writes a message that must be answered; {@link #flush} sends it. */
    void write(MIMCPacket message) {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.write(packets.secure(ids.next(), message), ctx.voidPromise());
            expectAnswer(ctx);
        }
    }

    void flush() {
        if (context != null) {
            context.flush();
        }
    }

    void acknowledge(long maxSequence) {
        sendOneWay(packets.sequenceAck(ids.next(), maxSequence));
    }

    void pull() {
        sendOneWay(packets.pull(ids.next()));
    }

    /** Answered by a KICK. */
    void unbind() {
        if (context != null) {
            sendTwoWay(context, packets.unbind(ids.next()));
        }
    }

    /** Stops and starts reading; while stopped, no answer can come and none is missed. */
    void read(boolean wanted) {
        ChannelHandlerContext ctx = context;
        if (ctx != null && reading != wanted) {
            reading = wanted;
            ctx.channel().config().setAutoRead(wanted);
            disarm();
        }
    }

    void close(String why) {
        reason = why;
        if (context != null) {
            context.close();
        } else {
            failed(why);
        }
    }

    /** Nothing more comes of it. */
    boolean isOver() {
        return over;
    }

    /** The connection could not be made. */
    void failed(String why) {
        if (!over) {
            over = true;
            disarm();
            if (pings != null) {
                pings.cancel(false);
            }
            owner.gone(this, why);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (settings.endpoint().transport() == Transport.TCP) {
            hello(ctx);
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            hello(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Packet packet) throws Exception {
        disarm();
        switch (packet.header().getCmd()) {
            case "CONN" ->
                sendTwoWay(
                        ctx,
                        packets.bind(
                                ids.next(),
                                XMMsgConnResp.parseFrom(packet.payload()).getChallenge(),
                                token.token(),
                                token.securityKey(),
                                settings.singleLogin()));
            case "BIND" -> {
                XMMsgBindResp answer = XMMsgBindResp.parseFrom(packet.payload());
                if (answer.getResult()) {
                    schedulePings(ctx);
                    owner.bound(this);
                } else {
                    owner.refused(this, answer);
                }
            }
            case "KICK" -> owner.kicked(this, XMMsgKick.parseFrom(packet.payload()));
            case "SECMSG" -> owner.received(this, MIMCPacket.parseFrom(packet.payload()));
            default -> {
                // A pong, or something newer than this client: it has disarmed the timer.
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed(reason);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection failed account={} resource={}", settings.account(), settings.resource(), cause);
        close(describe(cause));
    }

    static String describe(Throwable cause) {
        Throwable root = cause.getCause() != null ? cause.getCause() : cause;
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private void hello(ChannelHandlerContext ctx) {
        sendTwoWay(ctx, packets.conn(ids.next(), ""));
    }

    private void schedulePings(ChannelHandlerContext ctx) {
        long interval = settings.pingInterval().toMillis();
        // The first one at random, so that many clients of one process do not ping in step.
        long first = ThreadLocalRandom.current().nextLong(interval / 2, interval + 1);
        pings = ctx.executor().scheduleAtFixedRate(() -> ping(ctx), first, interval, TimeUnit.MILLISECONDS);
    }

    private void ping(ChannelHandlerContext ctx) {
        boolean tcp = settings.endpoint().transport() == Transport.TCP;
        sendTwoWay(ctx, tcp ? ClientPackets.KEEP_ALIVE : packets.ping(ids.next()));
    }

    private void sendOneWay(MIMCPacket message) {
        if (context != null) {
            context.writeAndFlush(packets.secure(ids.next(), message), context.voidPromise());
        }
    }

    private void sendTwoWay(ChannelHandlerContext ctx, Packet packet) {
        ctx.writeAndFlush(packet, ctx.voidPromise());
        expectAnswer(ctx);
    }

    private void expectAnswer(ChannelHandlerContext ctx) {
        if (answerTimer == null && reading) {
            answerTimer = ctx.executor()
                    .schedule(
                            () -> close("no answer within " + settings.answerTimeout()),
                            settings.answerTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void disarm() {
        if (answerTimer != null) {
            answerTimer.cancel(false);
            answerTimer = null;
        }
    }
}
