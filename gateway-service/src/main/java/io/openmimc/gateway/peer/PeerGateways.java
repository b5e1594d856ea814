package io.openmimc.gateway.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.grpc.ManagedChannel;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.rpc.Arrows;
import io.openmimc.kit.rpc.Channels;
import io.openmimc.kit.rpc.InnerTls;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.DeliveryGrpc.DeliveryFutureStub;
import io.openmimc.proto.gateway.IdleRequest;
import io.openmimc.proto.gateway.IdleResponse;
import io.openmimc.proto.gateway.KickRequest;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.gateway.SignalRequest;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells other gateways what concerns their sessions. Nothing here is answered for: a kick that is lost leaves a session
 * that the registry does not name any more, so nothing is delivered to it.
 */
@Singleton
public class PeerGateways {
    private static final Logger LOG = Logger.getLogger(PeerGateways.class);
    private static final int MAX_CHANNELS = 256;
    private static final Duration UNUSED = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final InnerTls tls;
    private final Reconnect reconnect;
    /** By gateway, not by address: a restarted gateway is a new one. */
    private final Cache<String, ManagedChannel> channels = Caffeine.newBuilder()
            .maximumSize(MAX_CHANNELS)
            .expireAfterAccess(UNUSED)
            .removalListener((@Nullable String gateway, @Nullable ManagedChannel channel, RemovalCause cause) -> {
                if (channel != null) {
                    channel.shutdown();
                }
            })
            .build();

    public PeerGateways(InnerTls tls, Reconnect reconnect) {
        this.tls = tls;
        this.reconnect = reconnect;
    }

    /** Ends a session elsewhere. */
    public void kick(Login login, long appId, long uuid, String resource, KickRequest.Reason reason) {
        KickRequest request = KickRequest.newBuilder()
                .setAppId(appId)
                .addSessions(reference(login, uuid, resource))
                .setReason(reason)
                .build();
        Rpc.stage("gateway", stub(login).kick(request)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warnf("kick was lost gateway=%s uuid=%d resource=%s", login.gateway(), uuid, resource);
            }
        });
    }

    /**
     * Asks how long the users of sessions elsewhere have been idle.
     *
     * @param login one of them; all are at its gateway, and of one account of the app
     * @return in the order of the sessions, in ms; fails when that gateway does not answer, or is too old to know
     */
    public CompletionStage<List<Long>> idle(Login login, long appId, List<SessionRef> sessions) {
        IdleRequest request = IdleRequest.newBuilder()
                .setAppId(appId)
                .addAllSessions(sessions)
                .build();
        return Rpc.stage("gateway", stub(login).idle(request)).thenApply(IdleResponse::getIdleMsList);
    }

    /** Hands a packet that is not stored to a session elsewhere. */
    public void signal(Login login, SignalRequest request) {
        Rpc.stage("gateway", stub(login).signal(request)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debugf("signal was lost gateway=%s", login.gateway());
            }
        });
    }

    /** A session elsewhere, for a request to its gateway. */
    public static SessionRef reference(Login login, long uuid, String resource) {
        return SessionRef.newBuilder()
                .setUuid(uuid)
                .setResource(resource)
                .setSession(login.session())
                .build();
    }

    private DeliveryFutureStub stub(Login login) {
        ManagedChannel channel = channels.get(
                login.gateway(),
                gateway -> reconnect.watch(
                        tls.secure(Channels.to(login.address()), Arrows.GATEWAY).build()));
        return DeliveryGrpc.newFutureStub(channel).withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void close() {
        channels.asMap().values().forEach(ManagedChannel::shutdownNow);
    }
}
