package io.openmimc.gateway.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All connections of this gateway and their limits. Time limits are looked at in one sweep over all of them, so that an
 * idle connection needs no timer of its own.
 */
@Singleton
public class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    /** For everything else that takes a file descriptor: Redis, Kafka, gRPC, REST, the class path. */
    private static final long OTHER_FILES = 1_000;

    private final ConnectionConfig config;
    private final ConnectionMetrics metrics;
    private final long most;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    /** Those that have not said CONN, oldest first. */
    private final Set<Connection> silent = new LinkedHashSet<>();

    private volatile boolean ending;

    @Inject
    public Connections(ConnectionConfig config, ConnectionMetrics metrics) {
        this(config, metrics, maxOpenFiles());
    }

    /**
     * @param maxOpenFiles of this process; clients may not take the last ones, or Redis and Kafka could not be reached again
     */
    Connections(ConnectionConfig config, ConnectionMetrics metrics, long maxOpenFiles) {
        this.config = config;
        this.metrics = metrics;
        long possible = Math.max(maxOpenFiles / 2, maxOpenFiles - OTHER_FILES);
        this.most = Math.min(config.maxConnections(), possible);
        if (possible < config.maxConnections()) {
            LOG.warnf(
                    "fewer connections than configured: raise the limit of open files (ulimit -n) connections=%d configured=%d files=%d",
                    possible, config.maxConnections(), maxOpenFiles);
        }
        metrics.watch("gateway.connections", open, Set::size);
        metrics.watch("gateway.connections.silent", this, Connections::silent);
    }

    private static long maxOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    ConnectionMetrics metrics() {
        return metrics;
    }

    void opened(Connection connection) {
        if (open.size() >= most) {
            connection.close(CloseReason.FULL);
            return;
        }
        open.add(connection);
        if (ending) { // looked at after the line before, so that either this is seen in all() or the end is seen here
            connection.close(CloseReason.DRAIN);
            return;
        }
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

    /** How many have not sent a CONN. */
    public synchronized int silent() {
        return silent.size();
    }

    void closed(Connection connection, CloseReason reason) {
        open.remove(connection);
        introduced(connection);
        metrics.closed(connection.transport(), reason);
    }

    /**
     * Closes what has been quiet or has not taken what we sent for too long. Takes well under 1 ms for 10,000.
     *
     * @param nowNanos on the clock of {@link System#nanoTime}
     */
    public void sweep(long nowNanos) {
        for (Connection connection : open) {
            CloseReason reason = connection.overdue(nowNanos, config);
            if (reason != null) {
                connection.close(reason);
            }
        }
    }

    /** Takes no new ones any more. */
    public void end() {
        ending = true;
    }

    /** Whether no new ones are taken, and those that are there are going to be closed. */
    boolean ending() {
        return ending;
    }

    /** Whether there is none. */
    public boolean none() {
        return open.isEmpty();
    }

    /** Those open now. */
    public List<Connection> all() {
        return List.copyOf(open);
    }
}
