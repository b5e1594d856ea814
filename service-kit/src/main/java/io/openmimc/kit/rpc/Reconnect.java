package io.openmimc.kit.rpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps channels trying. After a few refused connections grpc-java waits up to two minutes before the next attempt, so a
 * replica that was restarted would stay unknown long after it is back, also where others answer meanwhile and the channel as
 * a whole is well; here the wait ends after {@link #INTERVAL}.
 */
@Singleton
public class Reconnect {
    /** How long a channel rests between two attempts. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(Reconnect.class);

    private final Set<ManagedChannel> channels = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("reconnect", true));

    public Reconnect() {
        var unused = timer.scheduleWithFixedDelay(
                this::again, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Watches a channel until it is shut down; once, however often it is handed over.
     *
     * @return the same channel
     * @throws IllegalArgumentException if the channel is of a kind that makes no connections
     */
    public <C extends Channel> C watch(C channel) {
        if (!(channel instanceof ManagedChannel managed)) {
            throw new IllegalArgumentException("not a managed channel: " + channel.getClass());
        }
        channels.add(managed);
        return channel;
    }

    private void again() {
        try {
            channels.removeIf(ManagedChannel::isShutdown);
            channels.forEach(
                    ManagedChannel::resetConnectBackoff); // of those connections that wait for their next attempt
        } catch (RuntimeException e) {
            LOG.error("connecting again failed; the next attempt comes", e); // thrown on, it would end the schedule
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }
}
