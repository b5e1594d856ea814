package io.openmimc.bench.phone;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgConnResp;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.wire.ClientPackets;
import io.openmimc.sdk.wire.Identity;
import io.openmimc.sdk.wire.Transport;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One device on one TCP connection. It acknowledges what arrives, and repeats nothing: what the server does not answer is
 * seen in the figures. docs/wire-protocol.md 4 to 7.
 */
public final class Phone extends SimpleChannelInboundHandler<Packet> {
    private final LoginToken token;
    private final ClientPackets packets;
    private final PhoneListener listener;
    private final CompletableFuture<Phone> login = new CompletableFuture<>();
    private volatile @Nullable Channel channel;
    private volatile boolean closing;
    private long ids;

    Phone(LoginToken token, String resource, PhoneListener listener) {
        this.token = token;
        this.listener = listener;
        this.packets = new ClientPackets(
                Transport.TCP,
                new Identity(token.appId(), token.appPackage(), token.account(), token.uuid(), resource));
    }

    public String account() {
        return token.account();
    }

    /** The thread that everything of this phone happens on; of one that is logged in. */
    public EventLoop loop() {
        return Objects.requireNonNull(channel, "not connected").eventLoop();
    }

    /** Whether the connection is there, and does not have to keep what is sent because the server takes nothing. */
    public boolean isTaking() {
        Channel open = channel;
        return open != null && open.isActive() && open.isWritable();
    }

    /** Completes when it is logged in; fails where the server refuses it or the connection ends before. */
    CompletionStage<Phone> loggedIn() {
        return login;
    }

    /** Sends a message to an account; the answer goes to the listener. From any thread. */
    public void send(String packetId, String toAccount, byte[] payload) {
        secure(packets.p2p(packetId, toAccount, payload, "", true));
    }

    /** Sends a message to a group; the answer goes to the listener. From any thread. */
    public void sendToTopic(String packetId, long topicId, byte[] payload) {
        secure(packets.p2t(packetId, topicId, payload, "", true));
    }

    private void secure(MIMCPacket message) {
        Channel open = channel;
        if (open != null) {
            // Encrypted on the event loop, by the codec; the id salts the key.
            open.writeAndFlush(packets.secure(message.getPacketId(), message), open.voidPromise());
        }
    }

    void ping() {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(ClientPackets.KEEP_ALIVE, open.voidPromise());
        }
    }

    /** Goes without a word. */
    public void close() {
        closing = true;
        Channel open = channel;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        ctx.writeAndFlush(packets.conn(nextId(), ""), ctx.voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Packet packet) throws Exception {
        switch (packet.header().getCmd()) {
            case "CONN" -> {
                String challenge = XMMsgConnResp.parseFrom(packet.payload()).getChallenge();
                ctx.writeAndFlush(
                        packets.bind(nextId(), challenge, token.token(), token.securityKey(), false),
                        ctx.voidPromise());
            }
            case "BIND" -> bound(XMMsgBindResp.parseFrom(packet.payload()));
            case "KICK" -> fail("the server ended the login");
            case "SECMSG" -> message(ctx, MIMCPacket.parseFrom(packet.payload()));
            default -> {
                // The answer to a keep-alive.
            }
        }
    }

    private void bound(XMMsgBindResp answer) {
        if (answer.getResult()) {
            login.complete(this);
        } else {
            fail("login refused: " + answer.getErrorReason() + " " + answer.getErrorDesc());
        }
    }

    private void message(ChannelHandlerContext ctx, MIMCPacket packet) throws Exception {
        if (packet.getType() == MIMC_MSG_TYPE.PACKET_ACK) {
            MIMCPacketAck ack = MIMCPacketAck.parseFrom(packet.getPayload());
            listener.answered(ack.getPacketId(), ack.getCode(), ack.getErrorMsg(), System.nanoTime());
        } else if (packet.getType() == MIMC_MSG_TYPE.COMPOUND) {
            MIMCPacketList list = MIMCPacketList.parseFrom(packet.getPayload());
            for (MIMCPacket each : list.getPacketsList()) {
                listener.arrived(this, payload(each), System.nanoTime());
            }
            String id = nextId();
            ctx.writeAndFlush(packets.secure(id, packets.sequenceAck(id, list.getMaxSequence())), ctx.voidPromise());
        }
    }

    private static byte[] payload(MIMCPacket packet) throws Exception {
        return packet.getType() == MIMC_MSG_TYPE.P2T_MESSAGE
                ? MIMCP2TMessage.parseFrom(packet.getPayload()).getPayload().toByteArray()
                : MIMCP2PMessage.parseFrom(packet.getPayload()).getPayload().toByteArray();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause.toString());
        ctx.close();
    }

    private void fail(String reason) {
        if (!login.completeExceptionally(new IllegalStateException(account() + ": " + reason)) && !closing) {
            closing = true; // told once
            listener.gone(this, reason);
        }
    }

    void connectFailed(Throwable cause) {
        fail(cause.toString());
    }

    private String nextId() {
        return Long.toString(ids++, Character.MAX_RADIX);
    }
}
