package io.openmimc.gateway.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of client connections; the same on both transports. */
@ConfigMapping(prefix = "openmimc.gateway.connection")
public interface ConnectionConfig {
    /** Largest packet body (TCP) or message (WebSocket) of a client, in bytes; clients need more than 65536. */
    @WithDefault("131072")
    int maxBodyBytes();

    /**
     * Connections of this gateway; beyond, new ones are closed at once. Each takes a file descriptor: where the process may
     * have fewer ({@code ulimit -n}), the limit is 1,000 below that, and a warning at start says so.
     */
    @WithDefault("100000")
    int maxConnections();

    /** Connections that have not sent a CONN yet; beyond, the oldest of them makes room. */
    @WithDefault("5000")
    int maxSilent();

    /** A connection without a CONN after this long is closed. Clients fetch their token before some CONNs. */
    @WithDefault("60s")
    Duration silenceLimit();

    /**
     * A connection without a packet for this long is closed, logged in or not. Must exceed 180 s, the longest pause between
     * the pings of a client; 7 minutes are two missed ones.
     */
    @WithDefault("7m")
    Duration idleLimit();

    /** A client that takes nothing of what waits for it is closed after this long. */
    @WithDefault("30s")
    Duration writeLimit();

    /** A client for which more than this waits to be sent is closed, in bytes. */
    @WithDefault("1048576")
    int maxUnsentBytes();

    /** Event loops that serve connections; 0: one for each processor. */
    @WithDefault("0")
    int eventLoops();
}
