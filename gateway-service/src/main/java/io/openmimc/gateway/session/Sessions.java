package io.openmimc.gateway.session;

import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.limit.AppConnections;
import io.openmimc.gateway.peer.PeerGateways;
import io.openmimc.kit.account.Standing;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.device.Registration;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.gateway.KickRequest.Reason;
import io.openmimc.proto.gateway.SessionRef;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this gateway that are served. Which login of a resource is the newest is decided in the registry, where
 * all gateways meet; here a session is only known by its number. docs/wire-protocol.md 8.
 */
@Singleton
public class Sessions {
    private static final Logger LOG = Logger.getLogger(Sessions.class);
    private final Self self;
    private final Devices devices;
    private final PeerGateways peers;
    private final Idleness idleness;
    private final SessionContext context;
    private final SessionEvents events;
    private final SessionMetrics metrics;
    private final AccountSessions accounts;
    private final AppConnections connections;
    private final Map<Long, Session> served = new ConcurrentHashMap<>();
    /** Served no more, but may go on sending until their connections, tokens or accounts end. */
    private final Set<Session> displaced = ConcurrentHashMap.newKeySet();

    private final AtomicInteger unregistering = new AtomicInteger();
    private final SessionNumbers numbers = new SessionNumbers();

    Sessions(
            Self self,
            Devices devices,
            PeerGateways peers,
            Idleness idleness,
            SessionContext context,
            SessionEvents events,
            SessionMetrics metrics,
            AccountSessions accounts,
            AppConnections connections) {
        this.self = self;
        this.devices = devices;
        this.peers = peers;
        this.idleness = idleness;
        this.context = context;
        this.events = events;
        this.metrics = metrics;
        this.accounts = accounts;
        this.connections = connections;
        metrics.watch(served);
    }

    /**
     * Opens a session: from now on messages are delivered to it, and to no older login of its resource.
     *
     * @return completes on the event loop of the connection; fails with ImException UNAVAILABLE, or with BindRefusal where
     *     the account or the token ended meanwhile, or the app has as many devices as it may. The session's mailbox is not started: the answer to BIND goes out first
     */
    CompletionStage<Session> open(Granted granted, Connection connection) {
        Sender sender = granted.sender();
        if (!connections.tryEnter(sender.appId(), sender.uuid(), sender.resource(), granted.maxConnections())) {
            return CompletableFuture.failedStage(BindRefusal.full());
        }
        Login login = new Login(
                self.id(), self.address(), numbers.next(), context.wall().millis());
        Session session = new Session(granted, login, connection, context);
        // Known here before it is known anywhere else: a message that arrives in between must find it.
        served.put(login.session(), session);
        return accounts.add(session)
                .thenCompose(ignored -> devices.register(
                        session.sender().uuid(), session.sender().resource(), login))
                .handleAsync(
                        (registration, failure) ->
                                failure == null ? opened(session, granted, registration) : failed(session, failure),
                        connection::execute);
    }

    private Session failed(Session session, Throwable failure) {
        session.registered(session.login()); // it may have arrived all the same
        boolean refused = Failures.cause(failure) instanceof BindRefusal;
        end(session, refused ? CloseReason.TOKEN_INVALID : CloseReason.UNAVAILABLE, null);
        throw new CompletionException(failure);
    }

    private Session opened(Session session, Granted granted, Registration registration) {
        if (session.ended() == CloseReason.TOKEN_INVALID || session.ended() == CloseReason.BANNED) {
            // Its end came when there was nothing to take back yet.
            session.registered(registration.login());
            var unused = takeBack(session);
            throw BindRefusal.token("the token is of no use any more");
        }
        settle(session, granted, registration);
        return session;
    }

    private void settle(Session session, Granted granted, Registration registration) {
        session.registered(registration.login());
        Reason reason = granted.singleLogin() ? Reason.SINGLE_LOGIN : Reason.DISPLACED;
        for (Login older : registration.displaced()) {
            kick(older, session.sender(), session.sender().resource(), reason);
        }
        int surplus = registration.others().size() + 1 - granted.maxResources();
        if (surplus > 0) {
            endLongestIdle(session.sender(), registration.others(), surplus);
        }
        events.online(
                session.sender(),
                session.connection().transport(),
                registration.login().loginMs());
        LOG.debugf(
                "session opened app=%d account=%s uuid=%d resource=%s",
                session.sender().appId(),
                session.sender().account(),
                session.sender().uuid(),
                session.sender().resource());
    }

    private void endLongestIdle(Sender sender, List<Device> devices, int surplus) {
        idleness.longest(sender.appId(), sender.uuid(), devices, surplus, each -> idleMs(sender.appId(), each))
                .thenAccept(chosen -> chosen.forEach(device -> kick(
                        Objects.requireNonNull(device.login()), sender, device.resource(), Reason.TOO_MANY_RESOURCES)));
    }

    /**
     * How long the user of a session of an app has sent nothing, in ms; {@link Idleness#GONE} where there is none. From any
     * thread.
     */
    public long idleMs(long appId, SessionRef reference) {
        Session session = find(appId, reference);
        return session == null ? Idleness.GONE : session.idleMs();
    }

    /** @param account whose session it is */
    private void kick(Login login, Sender account, String resource, Reason reason) {
        if (login.gateway().equals(self.id())) {
            kick(account.appId(), PeerGateways.reference(login, account.uuid(), resource), reason);
        } else {
            peers.kick(login, account.appId(), account.uuid(), resource, reason);
        }
    }

    /** Ends a session of an app on this gateway, if it is still there. From any thread. */
    public void kick(long appId, SessionRef reference, Reason reason) {
        Session session = find(appId, reference);
        if (session == null) {
            return;
        }
        session.execute(() -> {
            switch (reason) {
                case SINGLE_LOGIN:
                    end(session, CloseReason.SINGLE_LOGIN, Kick.SINGLE_LOGIN);
                    break;
                case TOO_MANY_RESOURCES:
                    end(session, CloseReason.TOO_MANY_RESOURCES, Kick.TOO_MANY_RESOURCES);
                    break;
                case TOKEN_INVALID:
                    end(session, CloseReason.TOKEN_INVALID, Kick.TOKEN);
                    break;
                default:
                    // Not told: two live clients with one resource would throw each other out for ever.
                    end(session, CloseReason.DISPLACED, null);
            }
        });
    }

    /** Ends a session because its token is of no use any more. From any thread. */
    void revoke(Session session) {
        session.execute(() -> end(session, CloseReason.TOKEN_INVALID, Kick.TOKEN));
    }

    /** Ends a session if its account is banned or its token was revoked. From any thread. */
    void judge(Session session, Standing standing) {
        if (standing.banned()) {
            session.execute(() -> end(session, CloseReason.BANNED, Kick.BANNED));
        } else if (standing.tokenGeneration() > 0) {
            session.execute(() -> {
                if (standing.revokes(session.tokenGeneration())) { // it may have a new one by now
                    end(session, CloseReason.TOKEN_INVALID, Kick.TOKEN);
                }
            });
        }
    }

    /** A newer login of the resource is registered. From any thread. */
    void displaced(Session session) {
        session.execute(() -> end(session, CloseReason.DISPLACED, null));
    }

    /**
     * Ends a session; only the first call does anything, except that a displaced one ends once more, for good. On its event
     * loop.
     *
     * @param kick what the client is told; its connection stays either way
     */
    void end(Session session, CloseReason reason, @Nullable Kick kick) {
        if (session.ended() != null) {
            if (reason != CloseReason.DISPLACED && displaced.remove(session)) {
                endDisplaced(session, reason, kick);
            }
            return;
        }
        if (kick != null) {
            session.kick(kick);
        }
        session.end(reason);
        metrics.closed(reason);
        LOG.debugf(
                "session ended app=%d account=%s uuid=%d resource=%s reason=%s",
                session.sender().appId(),
                session.sender().account(),
                session.sender().uuid(),
                session.sender().resource(),
                reason.tag());
        if (session.registered()) {
            unregister(session, reason);
        }
        if (reason == CloseReason.DISPLACED) {
            displaced.add(session);
        } else {
            accounts.remove(session);
        }
        Sender sender = session.sender();
        connections.leave(sender.appId(), sender.uuid(), sender.resource());
        served.remove(session.login().session()); // after that: see allUnregistered
    }

    /** The registry has forgotten it already. */
    private void endDisplaced(Session session, CloseReason reason, @Nullable Kick kick) {
        if (kick != null) {
            session.kick(kick);
        }
        session.end(reason);
        accounts.remove(session);
    }

    private void unregister(Session session, CloseReason reason) {
        takeBack(session).whenComplete((ours, failure) -> {
            // A newer login has the resource where it was not ours: it never went away. Nor is an account that is gone
            // in
            // the registry, if others were quicker to part with it.
            if (failure != null || ours || (session.temporary() && reason == CloseReason.TOKEN_INVALID)) {
                events.away(
                        session.sender(),
                        session.connection().transport(),
                        context.wall().millis(),
                        reason);
            }
        });
    }

    private CompletionStage<Boolean> takeBack(Session session) {
        unregistering.incrementAndGet();
        return devices.unregister(
                        session.sender().uuid(),
                        session.sender().resource(),
                        self.id(),
                        session.login().session())
                .whenComplete((ours, failure) -> unregistering.decrementAndGet());
    }

    /** A session that is served, or null: it has ended, or is another login's. From any thread. */
    public @Nullable Session find(SessionRef reference) {
        Session session = served.get(reference.getSession());
        return session != null
                        && session.sender().uuid() == reference.getUuid()
                        && session.sender().resource().equals(reference.getResource())
                ? session
                : null;
    }

    /** As {@link #find(SessionRef)}; null also for a session of another app. */
    public @Nullable Session find(long appId, SessionRef reference) {
        Session session = find(reference);
        return session != null && session.sender().appId() == appId ? session : null;
    }

    /** Corrects the registry, which names a session that is not here. From any thread. */
    public void missing(SessionRef reference) {
        var unused =
                devices.unregister(reference.getUuid(), reference.getResource(), self.id(), reference.getSession());
    }

    /** Whether every session has ended, and the registry knows. */
    public boolean allUnregistered() {
        return served.isEmpty() && unregistering.get() == 0;
    }

    /** All that may send: those that are served, and displaced ones. */
    Stream<Session> sending() {
        return Stream.concat(served.values().stream(), displaced.stream());
    }

    /** All that are served, changing meanwhile. */
    Collection<Session> all() {
        return Collections.unmodifiableCollection(served.values());
    }
}
