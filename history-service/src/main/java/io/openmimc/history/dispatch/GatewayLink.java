package io.openmimc.history.dispatch;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.HandoutAges;
import io.openmimc.proto.gateway.SessionRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to one gateway process: a channel, and one stream at a time, opened when there is something to send. A delivery
 * that cannot be sent is not taken, at once. A wake-up has no answer, so it is kept until the stream it went over has
 * lasted {@link #KEPT}, and sent again over the next one otherwise.
 */
final class GatewayLink {
    private static final Logger LOG = Logger.getLogger(GatewayLink.class);
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int MAX_WAKES = 50_000;
    private static final long UNSENT = Long.MIN_VALUE;

    private final String gateway;
    private final ManagedChannel channel;
    private final DispatchMetrics metrics;
    private final Map<SessionRef, Long> wakes = new LinkedHashMap<>(); // to when it was sent
    private @Nullable DeliverStream stream;

    GatewayLink(String gateway, ManagedChannel channel, DispatchMetrics metrics) {
        this.gateway = gateway;
        this.channel = channel;
        this.metrics = metrics;
    }

    /**
     * Adds a delivery, which waits for the next {@link #sendDeliveries}; they are sent in the order of the calls.
     *
     * @return completes with the indices of the targets that took it. Never fails.
     */
    CompletionStage<BitSet> deliver(AcceptedMessage message, List<SessionRef> targets) {
        return stream().deliver(message, targets);
    }

    void sendDeliveries() {
        DeliverStream current;
        synchronized (this) {
            current = stream;
        }
        if (current != null) { // else it has ended, and what was added counts as not taken
            current.send();
        }
    }

    /** Tells the gateway how long messages waited, if there is a stream to it. */
    void tell(HandoutAges ages) {
        DeliverStream current;
        synchronized (this) {
            current = stream;
        }
        if (current != null) {
            current.tell(ages);
        }
    }

    /** Tells a session that there is something in its inbox. */
    void wake(SessionRef session) {
        metrics.woken();
        synchronized (this) {
            wakes.remove(session);
            if (wakes.size() >= MAX_WAKES) {
                wakes.remove(wakes.keySet().iterator().next());
                metrics.wakeDropped();
            }
            wakes.put(session, UNSENT);
        }
        send(session);
    }

    /**
     * Gives up deliveries that are not answered, ends a stream that answers nothing, and sends again what was lost; to be
     * called several times a second.
     */
    void look(long answerTimeoutNanos) {
        DeliverStream current;
        synchronized (this) {
            current = stream;
        }
        if (current != null && current.silent(answerTimeoutNanos)) {
            LOG.warnf("gateway does not answer, its deliveries count as not taken gateway=%s", gateway);
            current.cancel("no answer");
        } else if (current != null) {
            metrics.overdue(current.giveUp(answerTimeoutNanos));
        }
        List<SessionRef> unsent = new ArrayList<>();
        synchronized (this) {
            long sentBefore = System.nanoTime() - KEPT.toNanos();
            wakes.values().removeIf(sent -> sent != UNSENT && sent - sentBefore < 0);
            if (stream != null || channel.getState(true) == ConnectivityState.READY) {
                wakes.forEach((session, sent) -> {
                    if (sent == UNSENT) {
                        unsent.add(session);
                    }
                });
            }
        }
        unsent.forEach(this::send);
    }

    /** Not under the lock of this link: a stream that ends while it is written to asks for that lock. */
    private void send(SessionRef session) {
        DeliverStream open = stream();
        if (open.wake(session)) {
            synchronized (this) {
                if (stream == open) {
                    wakes.replace(session, System.nanoTime());
                }
            }
        }
    }

    private synchronized DeliverStream stream() {
        DeliverStream current = stream;
        if (current != null) {
            return current;
        }
        var opening = new DeliverStream[1];
        opening[0] = new DeliverStream(metrics, () -> ended(opening[0]));
        stream = opening[0];
        metrics.opened();
        // A channel without a connection refuses it at once: then it ends before anything is sent.
        var unused = DeliveryGrpc.newStub(channel).deliver(opening[0]);
        return opening[0];
    }

    private synchronized void ended(DeliverStream ended) {
        metrics.closed();
        LOG.debugf("stream to gateway ended gateway=%s", gateway);
        if (stream == ended) {
            stream = null;
        }
        wakes.replaceAll((session, sent) -> UNSENT);
    }

    void close() {
        DeliverStream current;
        synchronized (this) {
            wakes.clear();
            current = stream;
        }
        if (current != null) {
            current.cancel("closed");
        }
        channel.shutdownNow();
    }
}
