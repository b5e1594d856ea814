package io.openmimc.gateway.connection;

import jakarta.inject.Singleton;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All connections of this gateway and their limits. Time limits are looked at in one sweep over all of them, so that an
 * idle connection needs no timer of its own.
 */
@Singleton
public class Connections {
    private final ConnectionConfig config;
    private final ConnectionMetrics metrics;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    /** Those that have not said CONN, oldest first. */
    private final Set<Connection> silent = new LinkedHashSet<>();

    public Connections(ConnectionConfig config, ConnectionMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        metrics.watch("gateway.connections", open, Set::size);
        metrics.watch("gateway.connections.silent", this, Connections::silentCount);
    }

    ConnectionMetrics metrics() {
        return metrics;
    }

    void opened(Connection connection) {
        if (open.size() >= config.maxConnections()) {
            connection.close(CloseReason.FULL);
            return;
        }
        open.add(connection);
        Connection eldest = addSilent(connection);
        if (eldest != null) {
            eldest.close(CloseReason.CROWDED_OUT);
        }
    }

    private synchronized @Nullable Connection addSilent(Connection connection) {
        silent.add(connection);
        if (silent.size() <= config.maxSilent()) {
            return null;
        }
        Iterator<Connection> eldestFirst = silent.iterator();
        Connection eldest = eldestFirst.next();
        eldestFirst.remove();
        return eldest;
    }

    synchronized void introduced(Connection connection) {
        silent.remove(connection);
    }

    private synchronized int silentCount() {
        return silent.size();
    }

    void closed(Connection connection, CloseReason reason) {
        open.remove(connection);
        introduced(connection);
        metrics.closed(connection.transport(), reason);
    }

    /** Closes what has been quiet or has not taken what we sent for too long. Takes well under 1 ms for 10,000. */
    public void sweep() {
        long now = System.nanoTime();
        for (Connection connection : open) {
            CloseReason reason = connection.overdue(now, config);
            if (reason != null) {
                connection.close(reason);
            }
        }
    }

    /** Those open now. */
    public List<Connection> all() {
        return List.copyOf(open);
    }
}
