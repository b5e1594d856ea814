package io.openmimc.gateway.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.Headers;
import io.openmimc.gateway.connection.PacketListener;
import io.openmimc.gateway.session.LoginTurns.Turn;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ImException;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgConn;
import io.openmimc.proto.wire.XMMsgConnResp;
import java.util.ArrayDeque;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection: CONN, BIND, then everything else. docs/wire-protocol.md 3.1, 4.1. While a BIND is being
 * decided, the packets behind it wait, and nothing more is read.
 */
final class Dialogue implements PacketListener {
    private static final Logger LOG = Logger.getLogger(Dialogue.class);
    private static final XMMsgBindResp ACCEPTED = XMMsgBindResp.newBuilder()
            .setResult(true)
            .setErrorType("")
            .setErrorReason("")
            .setErrorDesc("")
            .build();
    /** After so many refusals the answers slow down: clients with a bad token ask without pause. */
    private static final int PATIENT_REFUSALS = 3;

    private static final int MAX_REFUSALS = 20;
    private static final long FIRST_DELAY_MS = 250;
    /** Two SDKs drop the connection after 5 s without an answer. */
    private static final long LAST_DELAY_MS = 4_000;

    private final Connection connection;
    private final DialogueFactory shared;
    private @Nullable String challenge;
    private @Nullable Session session;
    private boolean everBound;
    private boolean closed;
    private boolean draining;
    private int refusals;
    private @Nullable BindAttempt deciding;
    private @Nullable ArrayDeque<Packet> waiting;

    Dialogue(Connection connection, DialogueFactory shared) {
        this.connection = connection;
        this.shared = shared;
    }

    @Override
    public void received(@Nullable Packet packet) {
        if (packet == null) {
            connection.answerPing(null);
        } else if (deciding != null) {
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            waiting.add(packet); // no more than one read brings: reading is paused
        } else {
            handle(packet);
        }
    }

    private void handle(Packet packet) {
        try {
            switch (packet.header().getCmd()) {
                case "CONN":
                    connect(packet);
                    break;
                case "BIND":
                    bind(packet);
                    break;
                case "PING":
                    connection.answerPing(packet.header());
                    break;
                case "SECMSG":
                    message(packet);
                    break;
                case "UBND":
                    unbind(packet.header());
                    break;
                default:
                    LOG.tracef("ignored command=%s", packet.header().getCmd());
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.debugf("packet does not parse command=%s", packet.header().getCmd());
            connection.close(CloseReason.BAD_PACKET);
        }
    }

    private void connect(Packet packet) throws InvalidProtocolBufferException {
        if (challenge != null) {
            connection.close(CloseReason.UNEXPECTED_PACKET);
            return;
        }
        XMMsgConn conn = XMMsgConn.parseFrom(packet.payload());
        challenge = shared.newChallenge();
        XMMsgConnResp answer = XMMsgConnResp.newBuilder()
                .setChallenge(challenge)
                .setHost(shared.hostName())
                .build();
        connection.send(Headers.introduction(packet.header()), answer.toByteArray());
        connection.introduced(challenge, conn.getUdid());
    }

    private void bind(Packet packet) throws InvalidProtocolBufferException {
        if (challenge == null) {
            connection.close(CloseReason.UNEXPECTED_PACKET);
            return;
        }
        if (connection.ending() && (session == null || session.ended() != null)) {
            // So that it logs in elsewhere at once: a refusal would bring it back to this connection.
            connection.close(CloseReason.DRAIN);
            return;
        }
        String asked = challenge;
        XMMsgBind request = XMMsgBind.parseFrom(packet.payload());
        BindAttempt attempt = new BindAttempt(packet.header());
        decide(attempt);
        Turn<Granted> turn = shared.turns().take(() -> shared.logins().check(asked, packet.header(), request));
        attempt.begin(turn, connection.schedule(() -> late(attempt), shared.answerTimeoutMs()));
        turn.result()
                .whenComplete((granted, failure) -> connection.execute(() -> {
                    if (closed || attempt.over()) {
                        attempt.end();
                    } else if (failure == null) {
                        granted(attempt, granted);
                    } else {
                        refuse(attempt, failure);
                    }
                }));
    }

    /** What was begun for it goes on, but what comes of that is undone. */
    private void late(BindAttempt attempt) {
        if (closed || attempt.over()) {
            attempt.end();
        } else {
            refuse(attempt, BindRefusal.unavailable("not decided in time, try again"));
        }
    }

    private void granted(BindAttempt attempt, Granted granted) {
        Session before = session;
        if (before != null && before.ended() == null && before.sender().equals(granted.sender())) {
            before.renew(granted);
            accept(attempt);
            attempt.end();
            before.mailbox().rebound();
            decide(null);
            return;
        }
        if (before != null) {
            session = null;
            shared.sessions().end(before, CloseReason.REBOUND, null);
        }
        shared.sessions().open(granted, connection).whenComplete((opened, failure) -> {
            // On the event loop, as Sessions promises.
            if (closed || attempt.over()) {
                attempt.end();
                if (opened != null) {
                    shared.sessions().end(opened, closed ? CloseReason.CLIENT_CLOSED : CloseReason.UNAVAILABLE, null);
                }
            } else if (failure == null) {
                session = opened;
                everBound = true;
                refusals = 0;
                accept(attempt);
                // Its backlog is part of what a login costs: a turn that ended before would only move the queue there.
                opened.whenPulled(attempt::end);
                var unused = connection.schedule(attempt::end, shared.pullGraceMs());
                opened.mailbox().start();
                decide(null);
            } else {
                refuse(attempt, failure);
            }
        });
    }

    private void accept(BindAttempt attempt) {
        attempt.decided();
        shared.metrics().bound("ok", attempt.startNanos());
        connection.send(Headers.answer(connection.transport(), attempt.header()), ACCEPTED.toByteArray());
    }

    private void refuse(BindAttempt attempt, Throwable failure) {
        attempt.end();
        BindRefusal refusal = refusal(failure);
        XMMsgBindResp answer = refusal.response();
        shared.metrics().bound(answer.getErrorReason(), attempt.startNanos());
        if (!refusal.ours()) {
            refusals++;
        }
        long delayMs = refusals <= PATIENT_REFUSALS
                ? 0
                : Math.min(
                        Math.max(0, LAST_DELAY_MS - attempt.elapsedMs()),
                        FIRST_DELAY_MS << Math.min(8, refusals - PATIENT_REFUSALS - 1));
        var unused = connection.schedule(
                () -> {
                    connection.send(Headers.answer(connection.transport(), attempt.header()), answer.toByteArray());
                    if (refusals >= MAX_REFUSALS) {
                        connection.close(CloseReason.REFUSED);
                    } else {
                        decide(null);
                    }
                },
                delayMs);
    }

    private static BindRefusal refusal(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof BindRefusal refusal) {
            return refusal;
        }
        if (cause instanceof ImException e) {
            return BindRefusal.unavailable(e.getMessage());
        }
        LOG.error("deciding a login failed", cause);
        return BindRefusal.unavailable("internal error");
    }

    private void decide(@Nullable BindAttempt attempt) {
        deciding = attempt;
        connection.pause(attempt != null || draining);
        while (deciding == null && !closed && waiting != null && !waiting.isEmpty()) {
            handle(waiting.poll());
        }
    }

    private void message(Packet packet) throws InvalidProtocolBufferException {
        Session bound = session;
        if (bound == null) {
            if (!everBound) {
                connection.close(CloseReason.UNEXPECTED_PACKET);
            }
            return; // else it crossed our KICK or its own logout: the client will log in again
        }
        byte[] payload = packet.payload();
        if (connection.transport().upstreamEncrypted()) {
            byte[] key =
                    WireKeys.payloadKey(bound.securityKey(), packet.header().getId());
            Rc4.applyInPlace(key, payload, 0, payload.length);
        }
        CloseReason ended = bound.ended();
        if (ended == null || ended == CloseReason.DISPLACED) {
            // A displaced one may go on sending; deliveries to it have stopped.
            shared.upstream().received(bound, MIMCPacket.parseFrom(payload));
        } else if (ended == CloseReason.BANNED || ended == CloseReason.TOKEN_INVALID && bound.temporary()) {
            shared.upstream().tooLate(bound, MIMCPacket.parseFrom(payload), ended);
        }
    }

    private void unbind(ClientHeader header) {
        Session bound = session;
        session = null;
        if (bound != null && bound.ended() == null) {
            shared.sessions().end(bound, CloseReason.LOGOUT, Kick.LOGOUT);
        } else {
            if (bound != null) {
                shared.sessions().end(bound, CloseReason.LOGOUT, null);
            }
            connection.send(
                    Headers.kick(connection.transport(), header.getUuid(), header.getResource(), "k0"),
                    Kick.LOGOUT.message().toByteArray());
        }
    }

    @Override
    public void drain(Runnable whenQuiet) {
        Session bound = session;
        if (bound == null) {
            whenQuiet.run();
            return;
        }
        // Reading goes on until the device has acknowledged what it has: else it would get that once more elsewhere.
        bound.mailbox().drain(() -> {
            draining = true;
            connection.pause(true); // a client that goes on sending would keep us for ever
            bound.whenAnswered(whenQuiet);
        });
    }

    @Override
    public void closed(CloseReason reason) {
        closed = true;
        waiting = null;
        if (deciding != null) {
            deciding.leave();
        }
        if (session != null) {
            shared.sessions().end(session, reason, null);
        }
    }
}
