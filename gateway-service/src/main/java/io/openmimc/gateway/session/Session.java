package io.openmimc.gateway.session;

import com.google.protobuf.ByteString;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.openmimc.gateway.accept.Lane;
import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.Headers;
import io.openmimc.gateway.mailbox.CompoundPacket;
import io.openmimc.gateway.mailbox.Mailbox;
import io.openmimc.gateway.mailbox.Parcel;
import io.openmimc.gateway.mailbox.Surroundings;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.frame.Rc4;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.inbox.Settled;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One login of one resource on one connection. Its methods belong to the event loop of the connection; what other threads
 * read is volatile or final.
 */
public final class Session implements Surroundings {
    private static final long NEVER = Long.MAX_VALUE;

    private final Sender sender;
    private final Connection connection;
    private final SessionContext context;
    private final Lane lane;
    private final Mailbox mailbox;
    private final CompoundPacket compounds;
    private final boolean temporary;
    private volatile Login login;
    private byte[] securityKey;
    private volatile long tokenIssuedMs;
    private volatile long tokenExpiresMs;
    private volatile long tokenGeneration;
    private volatile boolean registered;
    private volatile long activeAtMs = nowMs();
    /** Not null: nothing is delivered any more, though a displaced one may still send. */
    private volatile @Nullable CloseReason ended;

    private int packetsSent;
    private int signalsUnderway;
    private int unanswered;
    private @Nullable Runnable whenAnswered;
    private @Nullable Runnable whenPulled;
    private @Nullable Future<?> timer;
    private long timerAtMs = NEVER;

    Session(Granted granted, Login login, Connection connection, SessionContext context) {
        this.sender = granted.sender();
        this.login = login;
        this.connection = connection;
        this.context = context;
        this.securityKey = granted.securityKey();
        this.tokenIssuedMs = granted.tokenIssuedMs();
        this.tokenExpiresMs = granted.tokenExpiresMs();
        this.tokenGeneration = granted.tokenGeneration();
        this.temporary = granted.temporary();
        this.lane = context.acceptor().lane(sender);
        this.compounds = new CompoundPacket(sender.uuid(), sender.resource(), sender.appPackage());
        this.mailbox = new Mailbox(
                this,
                context.delivery(),
                context.mailboxMetrics(),
                row -> Parcel.of(row.getMessage(), sender.appPackage()));
    }

    public Sender sender() {
        return sender;
    }

    /** What messages and acknowledgements go into. */
    public Mailbox mailbox() {
        return mailbox;
    }

    Lane lane() {
        return lane;
    }

    Connection connection() {
        return connection;
    }

    Login login() {
        return login;
    }

    long tokenIssuedMs() {
        return tokenIssuedMs;
    }

    long tokenExpiresMs() {
        return tokenExpiresMs;
    }

    /** How often the account's tokens had been revoked when its token was issued. */
    long tokenGeneration() {
        return tokenGeneration;
    }

    /** Whether its account goes by itself some day. */
    boolean temporary() {
        return temporary;
    }

    byte[] securityKey() {
        return securityKey;
    }

    @Nullable
    CloseReason ended() {
        return ended;
    }

    /** Whether the registry has named it; from then on its end must be written there. */
    boolean registered() {
        return registered;
    }

    void registered(Login as) {
        login = as;
        registered = true;
    }

    /** The same login came again on this connection, perhaps with another token. */
    void renew(Granted granted) {
        securityKey = granted.securityKey();
        tokenIssuedMs = granted.tokenIssuedMs();
        tokenExpiresMs = granted.tokenExpiresMs();
        tokenGeneration = granted.tokenGeneration();
    }

    /** The event loop of the connection; null as long as there is none. */
    public @Nullable EventLoop eventLoop() {
        return connection.eventLoop();
    }

    /** Runs a task on the event loop of the connection, in the order of the calls. */
    public void execute(Runnable task) {
        connection.execute(task);
    }

    /** Stops deliveries, and except for DISPLACED whatever the client sends; the first reason for that counts. */
    void end(CloseReason reason) {
        if (ended != null && ended != CloseReason.DISPLACED) {
            return;
        }
        ended = reason;
        if (timer != null) {
            timer.cancel(false);
        }
        mailbox.close();
    }

    /** Tells the client that it is logged in no more. Its connection stays. */
    void kick(Kick kick) {
        connection.send(
                Headers.kick(connection.transport(), sender.uuid(), sender.resource(), "k" + ++packetsSent),
                kick.message().toByteArray());
    }

    /**
     * Sends a packet that is no COMPOUND.
     *
     * @param id that of the packet it answers
     */
    void send(String id, MIMC_MSG_TYPE type, ByteString payload) {
        send(MIMCPacket.newBuilder()
                .setPacketId(id)
                .setPackage(sender.appPackage())
                .setType(type)
                .setPayload(payload)
                .build());
    }

    /** Sends a packet as it is. */
    void send(MIMCPacket packet) {
        String id = isShortAscii(packet.getPacketId()) ? packet.getPacketId() : "m" + ++packetsSent;
        byte[] payload = packet.toByteArray();
        Rc4.applyInPlace(WireKeys.payloadKey(securityKey, id), payload, 0, payload.length);
        connection.send(Headers.message(sender.uuid(), sender.resource(), id), payload);
    }

    /** Only such ids are safe in a header: the id is part of the key, and web clients make that of UTF-16 units. */
    private static boolean isShortAscii(String id) {
        return !id.isEmpty() && id.length() <= 64 && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** False when as many signals of this client are underway as may be: then this one is dropped. */
    boolean startSignal(int most) {
        if (signalsUnderway >= most) {
            return false;
        }
        signalsUnderway++;
        return true;
    }

    void signalDone() {
        signalsUnderway--;
    }

    /** The user did something; what a client sends by itself does not count. */
    void active() {
        activeAtMs = nowMs();
    }

    /** Time since the login or since the user last did something. From any thread. */
    long idleMs() {
        return nowMs() - activeAtMs;
    }

    /** A message of this client is being accepted. */
    void accepting() {
        unanswered++;
    }

    /** It has been answered. */
    void answered() {
        if (--unanswered == 0 && whenAnswered != null) {
            whenAnswered.run();
        }
    }

    /** Runs a task when every message of this client has been answered: now, or soon. */
    void whenAnswered(Runnable task) {
        if (unanswered == 0) {
            task.run();
        } else {
            whenAnswered = task;
        }
    }

    @Override
    public long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public void send(List<Parcel> parcels) {
        context.clock().observe(parcels.get(parcels.size() - 1).sequence());
        send(compounds.of("c" + ++packetsSent, parcels, context.wall().millis()));
    }

    @Override
    public void pull(Settled settled) {
        context.inboxes()
                .pull(sender.appId(), sender.uuid(), sender.resource(), login.loginMs(), settled)
                .whenComplete((page, failure) -> execute(() -> {
                    pulled();
                    if (failure == null) {
                        mailbox.pulled(page);
                    } else {
                        mailbox.pullFailed();
                    }
                }));
    }

    private void pulled() {
        Runnable task = whenPulled;
        whenPulled = null;
        if (task != null) {
            task.run();
        }
    }

    /** Runs a task once, when the next page of the inbox has come or could not be had. */
    void whenPulled(Runnable task) {
        whenPulled = task;
    }

    @Override
    public void settle(Settled settled) {
        // Lost while history-service is away: then the device gets those messages once more and filters them.
        var unused = context.inboxes().settle(sender.appId(), sender.uuid(), sender.resource(), settled);
    }

    @Override
    public void tickAt(long ms) {
        if (ms >= timerAtMs || ended != null) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerAtMs = ms;
        timer = connection.schedule(
                () -> {
                    timer = null;
                    timerAtMs = NEVER;
                    mailbox.tick();
                },
                Math.max(0, ms - nowMs()));
    }
}
