package io.openmimc.kit.rpc;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps a channel trying. After a few refused connections grpc-java waits up to two minutes before the next attempt, so a
 * peer that was restarted would stay unknown long after it is back; here the wait ends after {@link #INTERVAL}.
 */
public final class Reconnect {
    /** How long a channel rests between two attempts. */
    public static final Duration INTERVAL = Duration.ofMillis(400);

    private static final Logger LOG = Logger.getLogger(Reconnect.class);
    private static final Executor LATER = CompletableFuture.delayedExecutor(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);

    private Reconnect() {}

    /**
     * Watches a channel until it is shut down.
     *
     * @return the same channel
     * @throws IllegalArgumentException if the channel is of a kind that has no connectivity state
     */
    public static <C extends Channel> C watch(C channel) {
        if (!(channel instanceof ManagedChannel managed)) {
            throw new IllegalArgumentException("not a managed channel: " + channel.getClass());
        }
        follow(managed);
        return channel;
    }

    private static void follow(ManagedChannel channel) {
        ConnectivityState state = channel.getState(false);
        if (state == ConnectivityState.SHUTDOWN) {
            return;
        }
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            LATER.execute(() -> {
                LOG.debugf("connecting again peer=%s", channel.authority());
                channel.resetConnectBackoff();
                // TRANSIENT_FAILURE stays the reported state while it connects: look again, not only at a change.
                follow(channel);
            });
            return;
        }
        channel.notifyWhenStateChanged(state, () -> follow(channel));
    }
}
