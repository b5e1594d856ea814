package io.openmimc.gateway.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.block.BlockDirectory;
import io.openmimc.gateway.peer.PeerGateways;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.gateway.SignalRequest;
import io.openmimc.proto.wire.MIMCOnlineMessageAck;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Passes ONLINE_MESSAGE and its answer to whoever is connected now. Nothing is stored and nothing is acknowledged; one SDK
 * would take an acknowledgement for the answer. docs/wire-protocol.md 7.3.
 */
@Singleton
public class Signals {
    private static final Logger LOG = Logger.getLogger(Signals.class);
    /** Look-ups that one session may have underway; what it sends beyond is dropped, as if nobody were online. */
    private static final int MOST_UNDERWAY = 32;

    private final Self self;
    private final Sessions sessions;
    private final AccountDirectory accounts;
    private final BlockDirectory blocks;
    private final Devices devices;
    private final PeerGateways peers;
    private final SessionMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    Signals(
            Self self,
            Sessions sessions,
            AccountDirectory accounts,
            BlockDirectory blocks,
            Devices devices,
            PeerGateways peers,
            SessionMetrics metrics) {
        this.self = self;
        this.sessions = sessions;
        this.accounts = accounts;
        this.blocks = blocks;
        this.devices = devices;
        this.peers = peers;
        this.metrics = metrics;
    }

    /** A message to all connected devices of an account; one that the account has blocked is as if nobody were online. */
    void message(Session session, MIMCPacket packet) throws InvalidProtocolBufferException {
        MIMCP2PMessage message = MIMCP2PMessage.parseFrom(packet.getPayload());
        Sender sender = session.sender();
        Upstream.checkFrom(sender, message.getFrom());
        Upstream.checkApp(sender, "to", message.getTo().getAppId());
        String account = message.getTo().getAppAccount();
        MIMCP2PMessage forwarded = message.toBuilder()
                .setFrom(MIMCUser.newBuilder()
                        .setAppId(sender.appId())
                        .setAppAccount(sender.account())
                        .setUuid(sender.uuid())
                        .setResource(sender.resource()))
                .setTo(MIMCUser.newBuilder().setAppId(sender.appId()).setAppAccount(account))
                .build();
        MIMCPacket signal = signal(sender, packet, MIMC_MSG_TYPE.ONLINE_MESSAGE)
                .setPayload(forwarded.toByteString())
                .build();
        underway(session, () -> accounts.find(sender.appId(), List.of(account)).thenCompose(found -> {
            Long uuid = found.get(account);
            return uuid == null
                    ? CompletableFuture.<Void>completedFuture(null)
                    : forwardUnlessBlocked(sender, uuid, signal);
        }));
    }

    /** The answer of a device that got one, to the device that it came from. */
    void answer(Session session, MIMCPacket packet) throws InvalidProtocolBufferException {
        MIMCOnlineMessageAck ack = MIMCOnlineMessageAck.parseFrom(packet.getPayload());
        MIMCPacket signal = signal(session.sender(), packet, MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK)
                .setPayload(packet.getPayload())
                .build();
        underway(
                session,
                () -> forward(
                        session.sender().appId(),
                        ack.getUuid(),
                        device -> device.resource().equals(ack.getResource()),
                        signal));
    }

    private MIMCPacket.Builder signal(Sender sender, MIMCPacket packet, MIMC_MSG_TYPE type) {
        return MIMCPacket.newBuilder()
                .setPacketId(packet.getPacketId())
                .setPackage(sender.appPackage())
                .setType(type)
                .setTimestamp(clock.millis());
    }

    private void underway(Session session, java.util.function.Supplier<CompletionStage<Void>> work) {
        if (!session.startSignal(MOST_UNDERWAY)) {
            metrics.signalDropped();
            return;
        }
        work.get().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debugf(
                        "signal not forwarded account=%s error=%s",
                        session.sender().account(), failure);
                metrics.signalDropped();
            }
            session.execute(session::signalDone);
        });
    }

    private CompletionStage<Void> forwardUnlessBlocked(Sender sender, long uuid, MIMCPacket signal) {
        return blocks.hasBlocked(uuid, sender.uuid())
                .thenCompose(blocked -> blocked
                        ? CompletableFuture.<Void>completedFuture(null)
                        : forward(sender.appId(), uuid, device -> true, signal));
    }

    private CompletionStage<Void> forward(long appId, long uuid, Predicate<Device> wanted, MIMCPacket signal) {
        return devices.list(uuid).thenAccept(known -> {
            for (Device device : known.devices()) {
                Login login = device.login();
                if (login != null && wanted.test(device)) {
                    SessionRef target = PeerGateways.reference(login, uuid, device.resource());
                    SignalRequest request = SignalRequest.newBuilder()
                            .addTargets(target)
                            .setPacket(signal.toByteString())
                            .setAppId(appId)
                            .build();
                    if (login.gateway().equals(self.id())) {
                        deliver(request, signal);
                    } else {
                        peers.signal(login, request);
                    }
                }
            }
        });
    }

    /** Hands a signal to sessions of this gateway, if they are of the app that it comes from. From any thread. */
    public void deliver(SignalRequest request, MIMCPacket signal) {
        for (SessionRef target : request.getTargetsList()) {
            // The uuid in an answer comes from a client, who may name an account of another app.
            Session session = sessions.find(request.getAppId(), target);
            if (session != null) {
                session.execute(() -> session.send(signal));
            }
        }
    }
}
