package io.openmimc.gateway.drain;

import io.netty.channel.Channel;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.gateway.session.GatewayConfig;
import io.openmimc.gateway.session.Presence;
import io.openmimc.gateway.session.Self;
import io.openmimc.gateway.session.Sessions;
import io.openmimc.gateway.session.TokenWatch;
import io.openmimc.gateway.tcp.TcpListener;
import io.openmimc.gateway.ws.WebSocketListener;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Opens the ports when everything else is up. On shutdown: not ready, no new connections, connections closed in portions
 * once their messages in flight are answered, then out of the registry. Nobody is kicked: clients connect elsewhere.
 */
@Singleton
public class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final int PORTIONS = 20;
    private static final long TICK_MS = 20;
    /** For telling the registry, which answers within 1.5 s or not at all. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Self self;
    private final GatewayConfig config;
    private final DrainConfig drain;
    private final EventLoops loops;
    private final Connections connections;
    private final Sessions sessions;
    private final Presence presence;
    private final TokenWatch tokens;
    private final TcpListener tcp;
    private final WebSocketListener webSocket;
    private final List<Channel> listeners = new ArrayList<>();
    private volatile boolean accepting;

    Lifecycle(
            Self self,
            GatewayConfig config,
            DrainConfig drain,
            EventLoops loops,
            Connections connections,
            Sessions sessions,
            Presence presence,
            TokenWatch tokens,
            TcpListener tcp,
            WebSocketListener webSocket) {
        this.self = self;
        this.config = config;
        this.drain = drain;
        this.loops = loops;
        this.connections = connections;
        this.sessions = sessions;
        this.presence = presence;
        this.tokens = tokens;
        this.tcp = tcp;
        this.webSocket = webSocket;
    }

    void start(@Observes StartupEvent started) {
        presence.start();
        tokens.start();
        loops.every(config.sweep(), () -> connections.sweep(System.nanoTime()));
        listeners.add(tcp.open());
        listeners.add(webSocket.open());
        accepting = true;
        LOG.infof(
                "gateway started gateway=%s address=%s tcp=%s websocket=%s",
                self.id(), self.address(), address(0), address(1));
    }

    /** Whether the ports are open. */
    boolean accepting() {
        return accepting;
    }

    /** Where TCP clients connect on this machine; of use where the port was chosen by the system. */
    public int tcpPort() {
        return address(0).getPort();
    }

    /** The same for WebSocket clients. */
    public int webSocketPort() {
        return address(1).getPort();
    }

    private InetSocketAddress address(int listener) {
        return (InetSocketAddress) listeners.get(listener).localAddress();
    }

    /**
     * Blocks the thread of the shutdown. Comes before anything is stopped, as {@code ShutdownEvent} does not: balancers still
     * read our readiness, and dispatchers their outcomes.
     */
    void stop(@Observes ShutdownDelayInitiatedEvent stopping) throws InterruptedException {
        accepting = false;
        pause(drain.notice().toMillis());
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        connections.end();
        List<Connection> open = connections.all();
        LOG.infof("draining connections=%d", open.size());
        int portion = Math.max(1, (open.size() + PORTIONS - 1) / PORTIONS);
        long pauseMs = open.isEmpty() ? 0 : drain.spread().toMillis() / PORTIONS;
        for (int i = 0; i < open.size(); i++) {
            open.get(i).drain();
            if ((i + 1) % portion == 0) {
                pause(pauseMs);
            }
        }
        long deadline = System.nanoTime() + drain.finish().toNanos();
        while (!connections.all().isEmpty() && System.nanoTime() < deadline) {
            pause(TICK_MS);
        }
        connections.all().forEach(connection -> connection.close(CloseReason.DRAIN));
        while (!(connections.all().isEmpty() && sessions.allUnregistered())
                && System.nanoTime() < deadline + LAST_WORDS.toNanos()) {
            pause(TICK_MS);
        }
        retire();
    }

    private void retire() throws InterruptedException {
        try {
            presence.retire().toCompletableFuture().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            LOG.infof("gateway stopped gateway=%s", self.id());
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("gateway stopped, its announcement will lapse gateway=%s error=%s", self.id(), e.getMessage());
        }
    }

    private static void pause(long ms) throws InterruptedException {
        if (ms > 0 && new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }
}
