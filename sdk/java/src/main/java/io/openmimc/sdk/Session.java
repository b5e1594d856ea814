package io.openmimc.sdk;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.EventLoop;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgKick;
import io.openmimc.sdk.wire.ClientPackets;
import io.openmimc.sdk.wire.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a client logged in over any number of connections. Confined to the event loop, but for {@link #status}. */
final class Session implements Link.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MAX_REFUSALS = 3;
    /** A login that held this long was a good one: the next back-off starts from its minimum. */
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    final AtomicLong logins = new AtomicLong();

    private final Settings settings;
    private final EventLoop loop;
    private final Tokens tokens;
    private final Dialer dialer;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Consumer<StatusChange> listener;
    private final PacketIds ids;
    private final Backoff backoff;
    private CompletableFuture<Void> login = new CompletableFuture<>();
    private @Nullable CompletableFuture<Void> logout;
    private @Nullable Link link;
    private @Nullable Future<?> retry;
    private volatile Status status = Status.LOGGED_OUT;
    private int attempt;
    private int refusals;
    private long onlineNanos;

    Session(
            Settings settings,
            EventLoop loop,
            Tokens tokens,
            Dialer dialer,
            Outbox outbox,
            Inbox inbox,
            PacketIds ids,
            Consumer<StatusChange> listener) {
        this.settings = settings;
        this.loop = loop;
        this.tokens = tokens;
        this.dialer = dialer;
        this.outbox = outbox;
        this.inbox = inbox;
        this.ids = ids;
        this.listener = listener;
        this.backoff = new Backoff(settings.minBackoff(), settings.maxBackoff());
    }

    Status status() {
        return status;
    }

    /** The future is completed on the event loop. */
    CompletableFuture<Void> login() {
        if (status == Status.CLOSED) {
            return CompletableFuture.failedFuture(new MimcException(ErrorCode.CONFLICT, "the client is closed"));
        }
        if (status == Status.LOGGED_OUT) {
            login = new CompletableFuture<>();
            logout = null;
            refusals = 0;
            backoff.reset();
            connect();
        }
        return login;
    }

    CompletableFuture<Void> logout() {
        if (status == Status.LOGGED_OUT || status == Status.CLOSED) {
            return CompletableFuture.completedFuture(null);
        }
        if (logout == null) {
            logout = new CompletableFuture<>();
            if (status == Status.ONLINE && link != null) {
                link.unbind(); // its KICK, or the answer timer, ends it
            } else {
                end("logout", null);
            }
        }
        return logout;
    }

    void close() {
        if (status != Status.CLOSED) {
            end("closed", null);
            become(Status.CLOSED, "closed");
        }
    }

    void pull() {
        if (link != null && status == Status.ONLINE) {
            link.pull();
        }
    }

    void send(PendingSend send) {
        if (status == Status.LOGGED_OUT || status == Status.CLOSED) {
            outbox.refuse(send, new MimcException(ErrorCode.CONFLICT, "not logged in"));
        } else {
            outbox.add(send);
        }
    }

    @Override
    public void bound(Link bound) {
        if (bound == link) {
            refusals = 0;
            onlineNanos = System.nanoTime();
            logins.incrementAndGet();
            become(Status.ONLINE, "logged in");
            login.complete(null);
            inbox.online(bound);
            outbox.online(bound);
        }
    }

    @Override
    public void refused(Link refused, XMMsgBindResp answer) {
        if (refused != link) {
            return;
        }
        String reason =
                "login refused: " + answer.getErrorType() + " " + answer.getErrorReason() + " " + answer.getErrorDesc();
        drop(reason);
        if (!isLasting(answer)) {
            retryLater(reason);
            return;
        }
        tokens.forget();
        refusals++;
        if (refusals > MAX_REFUSALS) {
            end(reason, new MimcException(ErrorCode.UNAUTHORIZED, reason));
        } else if (refusals == 1) {
            connect(); // most likely the token had expired; a new one is all it needs
        } else {
            retryLater(reason);
        }
    }

    /** Whether the same token would be refused again. Every other refusal is the server's own trouble. */
    private static boolean isLasting(XMMsgBindResp answer) {
        return answer.getErrorType().equalsIgnoreCase("token-expired")
                || answer.getErrorReason().equalsIgnoreCase("token-expired")
                || answer.getErrorReason().equalsIgnoreCase("invalid-token")
                || answer.getErrorType().equalsIgnoreCase("auth");
    }

    @Override
    public void kicked(Link kicked, XMMsgKick kick) {
        if (kicked != link) {
            return;
        }
        String reason = kick.getReason().isEmpty() ? kick.getType() : kick.getReason();
        if (logout != null || reason.equals("logout")) {
            end("logout", null);
        } else if (reason.equals("single-resource-kick")) {
            end(reason, new MimcException(ErrorCode.CONFLICT, reason));
        } else if (reason.equals("token-expired") || reason.equals("invalid-token")) {
            tokens.forget();
            drop(reason);
            retryLater(reason);
        } else {
            drop(reason);
            retryLater("kicked: " + reason);
        }
    }

    @Override
    public void received(Link from, MIMCPacket packet) {
        if (from != link) {
            return;
        }
        try {
            switch (packet.getType()) {
                case PACKET_ACK -> outbox.answered(MIMCPacketAck.parseFrom(packet.getPayload()));
                case COMPOUND -> inbox.compound(from, packet.getPayload().toByteArray());
                default -> LOG.debug("packet ignored type={}", packet.getType());
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("unreadable packet account={} resource={}", settings.account(), settings.resource(), e);
            from.close("unreadable packet from the server");
        }
    }

    @Override
    public void gone(Link gone, String reason) {
        if (gone != link) {
            return;
        }
        if (logout != null) {
            end("logout", null);
        } else {
            drop(reason);
            retryLater(reason);
        }
    }

    private void connect() {
        int mine = ++attempt;
        become(Status.CONNECTING, "connecting");
        tokens.get()
                .whenCompleteAsync(
                        (token, failure) -> {
                            if (mine != attempt) {
                                return; // logged out or closed meanwhile
                            }
                            if (failure == null) {
                                Identity identity = new Identity(
                                        token.appId(),
                                        token.appPackage(),
                                        token.account(),
                                        token.uuid(),
                                        settings.resource());
                                Link next = new Link(
                                        settings,
                                        token,
                                        new ClientPackets(settings.endpoint().transport(), identity),
                                        ids,
                                        this);
                                link = next;
                                dialer.dial(token, next);
                            } else {
                                noToken(unwrap(failure));
                            }
                        },
                        loop);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause != null ? cause : failure;
    }

    private void noToken(Throwable cause) {
        String reason = "no token: " + cause;
        if (cause instanceof MimcException refusal && !refusal.isTemporary() && refusal.code() < 500) {
            end(reason, refusal);
        } else {
            LOG.debug("no token account={}", settings.account(), cause);
            retryLater(reason);
        }
    }

    private void retryLater(String reason) {
        if (onlineNanos != 0 && System.nanoTime() - onlineNanos > STABLE_NANOS) {
            backoff.reset();
        }
        onlineNanos = 0;
        become(Status.OFFLINE, reason);
        retry = loop.schedule(this::connect, backoff.nextMs(), TimeUnit.MILLISECONDS);
    }

    private void drop(String reason) {
        Link old = link;
        link = null; // first: what the old one still tells is not for us
        inbox.offline();
        outbox.offline();
        if (old != null) {
            old.close(reason);
        }
    }

    private void end(String reason, @Nullable MimcException failure) {
        attempt++;
        if (retry != null) {
            retry.cancel(false);
        }
        drop(reason);
        become(Status.LOGGED_OUT, reason);
        MimcException ended = failure != null ? failure : new MimcException(ErrorCode.CONFLICT, reason);
        outbox.failAll(ended);
        login.completeExceptionally(ended);
        if (logout != null) {
            logout.complete(null);
            logout = null;
        }
    }

    private void become(Status next, String reason) {
        if (status != next || next == Status.OFFLINE) {
            status = next;
            LOG.debug("{} account={} resource={} reason={}", next, settings.account(), settings.resource(), reason);
            listener.accept(new StatusChange(next, reason));
        }
    }
}
