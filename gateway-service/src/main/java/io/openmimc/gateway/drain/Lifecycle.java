package io.openmimc.gateway.drain;

import io.netty.channel.Channel;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.gateway.session.GatewayConfig;
import io.openmimc.gateway.session.Presence;
import io.openmimc.gateway.session.Self;
import io.openmimc.gateway.session.TokenWatch;
import io.openmimc.gateway.tcp.TcpListener;
import io.openmimc.gateway.ws.WebSocketListener;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Opens the ports when everything else is up. On a signal to stop: not ready, a while later no new connections, and then the
 * {@link Departure}.
 */
@Singleton
public class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final Self self;
    private final GatewayConfig config;
    private final DrainConfig drain;
    private final EventLoops loops;
    private final Connections connections;
    private final Presence presence;
    private final TokenWatch tokens;
    private final TcpListener tcp;
    private final WebSocketListener webSocket;
    private final Departure departure;
    private final List<Channel> listeners = new ArrayList<>();
    private volatile boolean accepting;

    Lifecycle(
            Self self,
            GatewayConfig config,
            DrainConfig drain,
            EventLoops loops,
            Connections connections,
            Presence presence,
            TokenWatch tokens,
            TcpListener tcp,
            WebSocketListener webSocket,
            Departure departure) {
        this.self = self;
        this.config = config;
        this.drain = drain;
        this.loops = loops;
        this.connections = connections;
        this.presence = presence;
        this.tokens = tokens;
        this.tcp = tcp;
        this.webSocket = webSocket;
        this.departure = departure;
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
        Departure.pause(drain.notice().toNanos());
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        departure.run();
    }
}
