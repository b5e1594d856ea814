package io.openmimc.sdk;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.TcpFrame;
import io.openmimc.proto.frame.WebSocketFrame;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCGroup;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMCSequenceAck;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgConnResp;
import io.openmimc.proto.wire.XMMsgKick;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The server's side of the protocol over real sockets, of both transports, doing as it is told. */
final class ScriptedGateway implements AutoCloseable {
    static final XMMsgBindResp WELCOME = XMMsgBindResp.newBuilder()
            .setResult(true)
            .setErrorType("")
            .setErrorReason("")
            .setErrorDesc("")
            .build();
    static final String KEY = "EBESExQVFhcYGRobHB0eHw==";
    private static final byte[] KEY_BYTES = Base64.getDecoder().decode(KEY);
    private static final String CHALLENGE = "5f1c0a9be7d24836";
    private static final MIMCUser BOB = MIMCUser.newBuilder()
            .setAppAccount("bob")
            .setUuid(7)
            .setResource("resBob")
            .build();

    final List<Peer> peers = new CopyOnWriteArrayList<>();
    final List<MIMCPacket> messages = new CopyOnWriteArrayList<>();
    final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger pulls = new AtomicInteger();
    final AtomicInteger pings = new AtomicInteger();
    volatile Function<XMMsgBind, XMMsgBindResp> onBind = bind -> WELCOME;
    volatile BiConsumer<Peer, MIMCPacket> onMessage = (peer, message) -> peer.ack(message.getPacketId(), 0, "");
    volatile boolean mute;

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final Channel server;
    private final AtomicInteger sequences = new AtomicInteger(1000);

    ScriptedGateway(boolean webSocket) {
        this(webSocket, null);
    }

    ScriptedGateway(boolean webSocket, @Nullable SslContext tls) {
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Peer peer = new Peer(channel, webSocket);
                        peers.add(peer);
                        ChannelPipeline pipeline = channel.pipeline();
                        if (tls != null) {
                            pipeline.addLast(tls.newHandler(channel.alloc()));
                        }
                        if (webSocket) {
                            pipeline.addLast(
                                    new HttpServerCodec(),
                                    new HttpObjectAggregator(65536),
                                    new WebSocketServerProtocolHandler("/"),
                                    new WebSocketReader(peer));
                        } else {
                            pipeline.addLast(new TcpReader(peer));
                        }
                        pipeline.addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                                failures.add(cause);
                                ctx.close();
                            }
                        });
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    Peer last() {
        return peers.get(peers.size() - 1);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The server's end of one connection. */
    final class Peer {
        final Channel channel;
        private final boolean webSocket;
        private byte @Nullable [] bodyKey;
        private ClientHeader who = ClientHeader.getDefaultInstance();

        Peer(Channel channel, boolean webSocket) {
            this.channel = channel;
            this.webSocket = webSocket;
        }

        void ack(String packetId, int code, String message) {
            secure(
                    "a" + packetId,
                    MIMC_MSG_TYPE.PACKET_ACK,
                    MIMCPacketAck.newBuilder()
                            .setPacketId(packetId)
                            .setSequence(code == 0 ? sequences.incrementAndGet() : 0)
                            .setTimestamp(1)
                            .setCode(code)
                            .setErrorMsg(message)
                            .build());
        }

        void deliver(long... sequenceNumbers) {
            deliver(sequenceNumbers, MIMC_MSG_TYPE.P2P_MESSAGE, sequence -> MIMCP2PMessage.newBuilder()
                    .setFrom(BOB)
                    .setTo(MIMCUser.newBuilder().setAppAccount("alice"))
                    .setPayload(ByteString.copyFromUtf8("m" + sequence))
                    .setBizType("TEXT")
                    .build());
        }

        void deliverToTopic(long topicId, long... sequenceNumbers) {
            deliver(sequenceNumbers, MIMC_MSG_TYPE.P2T_MESSAGE, sequence -> MIMCP2TMessage.newBuilder()
                    .setFrom(BOB)
                    .setTo(MIMCGroup.newBuilder().setTopicId(topicId))
                    .setPayload(ByteString.copyFromUtf8("m" + sequence))
                    .setBizType("TEXT")
                    .build());
        }

        private void deliver(long[] sequenceNumbers, MIMC_MSG_TYPE type, LongFunction<MessageLite> message) {
            MIMCPacketList.Builder list = MIMCPacketList.newBuilder()
                    .setUuid(who.getUuid())
                    .setResource(who.getResource())
                    .setMaxSequence(sequenceNumbers[sequenceNumbers.length - 1])
                    .setStatus(MIMCPacketList.Status.STATUS_NORMAL);
            for (long sequence : sequenceNumbers) {
                list.addPackets(MIMCPacket.newBuilder()
                        .setPacketId("p" + sequence)
                        .setSequence(sequence)
                        .setTimestamp(sequence)
                        .setType(type)
                        .setPayload(message.apply(sequence).toByteString()));
            }
            compound(list.build());
        }

        void compound(MIMCPacketList list) {
            secure("c" + list.getMaxSequence(), MIMC_MSG_TYPE.COMPOUND, list);
        }

        void kick(String type, String reason, String desc) {
            send(
                    "KICK",
                    "k1",
                    XMMsgKick.newBuilder()
                            .setType(type)
                            .setReason(reason)
                            .setDesc(desc)
                            .build()
                            .toByteArray());
        }

        void hangUp() {
            channel.close();
        }

        private void secure(String id, MIMC_MSG_TYPE type, MessageLite inner) {
            byte[] plain = MIMCPacket.newBuilder()
                    .setPacketId(id)
                    .setType(type)
                    .setPayload(inner.toByteString())
                    .setTimestamp(1)
                    .build()
                    .toByteArray();
            send("SECMSG", id, Rc4.apply(WireKeys.payloadKey(KEY_BYTES, id), plain));
        }

        private void send(String command, String id, byte[] payload) {
            if (mute) {
                return;
            }
            ClientHeader header =
                    who.toBuilder().setCmd(command).setId(id).clearDirFlag().build();
            boolean conn = command.equals("CONN");
            channel.writeAndFlush(
                    webSocket
                            ? new BinaryWebSocketFrame(Unpooled.wrappedBuffer(WebSocketFrame.write(header, payload)))
                            : Unpooled.wrappedBuffer(TcpFrame.write(header, payload, conn ? null : bodyKey)));
        }

        private void received(Packet packet) throws Exception {
            String id = packet.header().getId();
            switch (packet.header().getCmd()) {
                case "CONN" -> {
                    send(
                            "CONN",
                            id,
                            XMMsgConnResp.newBuilder()
                                    .setChallenge(CHALLENGE)
                                    .build()
                                    .toByteArray());
                    bodyKey = WireKeys.bodyKey(CHALLENGE, "");
                }
                case "BIND" -> {
                    who = packet.header();
                    XMMsgBind bind = XMMsgBind.parseFrom(packet.payload());
                    tokens.add(bind.getToken());
                    boolean signed = WireKeys.bindSignatureMatches(CHALLENGE, who, bind, KEY);
                    send("BIND", id, (signed ? onBind.apply(bind) : XMMsgBindResp.getDefaultInstance()).toByteArray());
                }
                case "PING" -> {
                    pings.incrementAndGet();
                    send("PING", id, new byte[0]);
                }
                case "UBND" -> kick("", "logout", "logout");
                case "SECMSG" -> secured(packet);
                default -> throw new IllegalStateException(packet.toString());
            }
        }

        private void secured(Packet packet) throws Exception {
            byte[] plain = webSocket
                    ? packet.payload()
                    : Rc4.apply(WireKeys.payloadKey(KEY_BYTES, packet.header().getId()), packet.payload());
            MIMCPacket message = MIMCPacket.parseFrom(plain);
            switch (message.getType()) {
                case P2P_MESSAGE, P2T_MESSAGE -> {
                    messages.add(message);
                    onMessage.accept(this, message);
                }
                case SEQUENCE_ACK ->
                    acknowledged.add(
                            MIMCSequenceAck.parseFrom(message.getPayload()).getSequence());
                case PULL -> pulls.incrementAndGet();
                default -> throw new IllegalStateException(message.getType().toString());
            }
        }
    }

    private final class TcpReader extends ByteToMessageDecoder {
        private final Peer peer;

        TcpReader(Peer peer) {
            this.peer = peer;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            while (in.readableBytes() >= TcpFrame.PREFIX_BYTES) {
                int length = TcpFrame.length(in.nioBuffer(), 1 << 20);
                if (in.readableBytes() < length) {
                    return;
                }
                byte[] frame = new byte[length];
                in.readBytes(frame);
                Packet packet = TcpFrame.read(frame, peer.bodyKey);
                if (packet != null) {
                    peer.received(packet);
                } else {
                    pings.incrementAndGet();
                    if (!mute) {
                        ctx.writeAndFlush(Unpooled.wrappedBuffer(TcpFrame.empty()));
                    }
                }
            }
        }
    }

    private final class WebSocketReader extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
        private final Peer peer;

        WebSocketReader(Peer peer) {
            this.peer = peer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, BinaryWebSocketFrame frame) throws Exception {
            byte[] bytes = new byte[frame.content().readableBytes()];
            frame.content().readBytes(bytes);
            peer.received(WebSocketFrame.read(java.nio.ByteBuffer.wrap(bytes)));
        }
    }

    static String text(MIMCPacket message) {
        try {
            return message.getType() == MIMC_MSG_TYPE.P2T_MESSAGE
                    ? toTopic(message).getPayload().toStringUtf8()
                    : MIMCP2PMessage.parseFrom(message.getPayload())
                            .getPayload()
                            .toStringUtf8();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(Arrays.toString(message.toByteArray()), e);
        }
    }

    static MIMCP2TMessage toTopic(MIMCPacket message) {
        try {
            return MIMCP2TMessage.parseFrom(message.getPayload());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(Arrays.toString(message.toByteArray()), e);
        }
    }
}
