package io.openmimc.gateway.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.gateway.accept.Accepted;
import io.openmimc.gateway.accept.Destination;
import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.accept.Submission;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.kit.account.AccountStandings;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.wire.MIMCP2PMessage;
import io.openmimc.proto.wire.MIMCP2TMessage;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCSequenceAck;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a logged-in client sends. Every message is answered with a PACKET_ACK, also a refused one: two SDKs drop their
 * connection when nothing comes for 5 s. docs/wire-protocol.md 6, 7.
 */
@Singleton
class Upstream {
    private static final Logger LOG = Logger.getLogger(Upstream.class);
    private static final int OK = 0;
    /** What a client sends because its user wants it, and not by itself. */
    private static final Set<MIMC_MSG_TYPE> OF_THE_USER = EnumSet.of(
            MIMC_MSG_TYPE.P2P_MESSAGE,
            MIMC_MSG_TYPE.P2T_MESSAGE,
            MIMC_MSG_TYPE.ONLINE_MESSAGE,
            MIMC_MSG_TYPE.RTS_SIGNAL);

    private final Signals signals;
    private final UnlimitedGroups unlimitedGroups;
    private final Calls calls;
    private final SessionMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    Upstream(Signals signals, UnlimitedGroups unlimitedGroups, Calls calls, SessionMetrics metrics) {
        this.signals = signals;
        this.unlimitedGroups = unlimitedGroups;
        this.calls = calls;
        this.metrics = metrics;
    }

    /** On the event loop of the session. */
    void received(Session session, MIMCPacket packet) {
        metrics.packet(packet.hasType() ? packet.getType().name() : "UNKNOWN");
        try {
            if (packet.hasType()) {
                handle(session, packet);
            } else {
                throw new ImException(ErrorCode.BAD_REQUEST, "unknown packet type");
            }
        } catch (InvalidProtocolBufferException e) {
            refuse(session, packet, new ImException(ErrorCode.BAD_REQUEST, "the message does not parse"));
        } catch (ImException e) {
            refuse(session, packet, e);
        }
    }

    /**
     * What a client of a temporary or a banned account sent before it read that its session has ended. It is not left to
     * send it again: that would be as another account, or when it is unbanned.
     */
    void tooLate(Session session, MIMCPacket packet, CloseReason ended) {
        if (packet.hasType() && OF_THE_USER.contains(packet.getType())) {
            refuse(
                    session,
                    packet,
                    ended == CloseReason.BANNED
                            ? AccountStandings.banned("from")
                            : new ImException(ErrorCode.UNAUTHORIZED, "not sent: the account or its token expired"));
        }
    }

    private void handle(Session session, MIMCPacket packet) throws InvalidProtocolBufferException {
        if (OF_THE_USER.contains(packet.getType())) {
            session.active();
        }
        switch (packet.getType()) {
            case P2P_MESSAGE:
                send(session, packet, toAccount(session.sender(), packet));
                break;
            case P2T_MESSAGE:
                send(session, packet, toTopic(session.sender(), packet));
                break;
            case SEQUENCE_ACK:
                session.mailbox()
                        .acknowledged(
                                MIMCSequenceAck.parseFrom(packet.getPayload()).getSequence());
                break;
            case PULL:
                session.mailbox().pullRequested();
                break;
            case UC_PACKET:
                unlimitedGroups.received(session, packet);
                break;
            case RTS_SIGNAL:
                calls.received(session, packet);
                break;
            case ONLINE_MESSAGE:
                signals.message(session, packet);
                break;
            case ONLINE_MESSAGE_ACK:
                signals.answer(session, packet);
                break;
            default:
                throw new ImException(ErrorCode.BAD_REQUEST, "clients do not send " + packet.getType());
        }
    }

    private static Submission toAccount(Sender sender, MIMCPacket packet) throws InvalidProtocolBufferException {
        MIMCP2PMessage message = MIMCP2PMessage.parseFrom(packet.getPayload());
        checkFrom(sender, message.getFrom());
        checkApp(sender, "to", message.getTo().getAppId());
        return submission(
                packet,
                Destination.account(message.getTo().getAppAccount()),
                message.getBizType(),
                !message.hasIsStore() || message.getIsStore(),
                message.getPayload());
    }

    private static Submission toTopic(Sender sender, MIMCPacket packet) throws InvalidProtocolBufferException {
        MIMCP2TMessage message = MIMCP2TMessage.parseFrom(packet.getPayload());
        checkFrom(sender, message.getFrom());
        checkApp(sender, "to", message.getTo().getAppId());
        return submission(
                packet,
                Destination.topic(message.getTo().getTopicId()),
                message.getBizType(),
                !message.hasIsStore() || message.getIsStore(),
                message.getPayload());
    }

    private static Submission submission(
            MIMCPacket packet, Destination to, String bizType, boolean isStore, ByteString payload) {
        return new Submission(to, packet.getPacketId(), bizType, isStore, packet.getConversation(), payload, false);
    }

    /** The login says who sends; a packet that claims somebody else is a mistake or worse. */
    static void checkFrom(Sender sender, MIMCUser from) {
        checkApp(sender, "from", from.getAppId());
        if (from.hasAppAccount() && !from.getAppAccount().equals(sender.account())
                || from.getUuid() != 0 && from.getUuid() != sender.uuid()) {
            throw new ImException(ErrorCode.FORBIDDEN, "from: not the account that is logged in");
        }
    }

    static void checkApp(Sender sender, String field, long appId) {
        if (appId != 0 && appId != sender.appId()) {
            throw new ImException(ErrorCode.FORBIDDEN, field + ".appId: another app");
        }
    }

    private void send(Session session, MIMCPacket packet, Submission submission) {
        CompletableFuture<Accepted> outcome = session.lane().accept(submission).toCompletableFuture();
        // By handle: after a failure, whenComplete makes an exception with a stack trace, for nobody.
        if (outcome.isDone()) { // refused: what is too much must cost as little as can be
            outcome.handle((accepted, failure) -> {
                answer(session, packet, accepted, failure);
                return null;
            });
            return;
        }
        session.accepting();
        outcome.handle((accepted, failure) -> {
            session.execute(() -> {
                answer(session, packet, accepted, failure);
                session.answered();
            });
            return null;
        });
    }

    private void answer(Session session, MIMCPacket packet, Accepted accepted, @Nullable Throwable failure) {
        if (failure == null) {
            acknowledge(session, packet, accepted);
        } else if (Failures.cause(failure) instanceof ImException e) {
            refuse(session, packet, e);
        } else {
            LOG.errorf(
                    Failures.cause(failure),
                    "accepting failed app=%d account=%s resource=%s",
                    session.sender().appId(),
                    session.sender().account(),
                    session.sender().resource());
            refuse(session, packet, new ImException(ErrorCode.INTERNAL, "internal error"));
        }
    }

    private void acknowledge(Session session, MIMCPacket packet, Accepted accepted) {
        acknowledge(session, packet, accepted.sequence(), accepted.timestampMs(), OK, "");
    }

    /** Answers a packet that has an id; to one without, no client could relate an answer. */
    private void refuse(Session session, MIMCPacket packet, ImException e) {
        if (packet.hasPacketId()) {
            acknowledge(session, packet, 0, clock.millis(), e.code().number(), e.getMessage());
        }
    }

    private static void acknowledge(
            Session session, MIMCPacket packet, long sequence, long timestampMs, int code, String text) {
        // All fields always: SDKs dereference them.
        ByteString payload = MIMCPacketAck.newBuilder()
                .setPacketId(packet.getPacketId())
                .setUuid(session.sender().uuid())
                .setResource(session.sender().resource())
                .setSequence(sequence)
                .setTimestamp(timestampMs)
                .setPackage(session.sender().appPackage())
                .setErrorMsg(text)
                .setCode(code)
                .setConvIndex(0)
                .build()
                .toByteString();
        session.send(packet.getPacketId(), MIMC_MSG_TYPE.PACKET_ACK, payload);
    }
}
