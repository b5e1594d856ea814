package io.openmimc.callback.courier;

import io.openmimc.callback.store.WaitingDeliveries;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The rows that are ours until their leases end. When the service stops they are given back, so that another replica need not
 * wait for that: what is tried twice for it, its app knows by its id.
 */
@Singleton
class Leases {
    private static final Logger LOG = Logger.getLogger(Leases.class);
    /** Most servers answer sooner, and then nothing is tried twice. */
    private static final Duration FINISH = Duration.ofSeconds(3);

    private static final Duration WRITE = Duration.ofSeconds(2);
    private static final long TICK_MS = 20;
    private static final int AFTER_CONSUMERS = 2;

    private final WaitingDeliveries waiting;
    private final Clock clock;
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    Leases(WaitingDeliveries waiting, Clock clock) {
        this.waiting = waiting;
        this.clock = clock;
    }

    /** A row is ours. */
    void hold(String id) {
        held.add(id);
    }

    /** It is decided, or somebody else's. */
    void end(String id) {
        held.remove(id);
    }

    /** No new ones come: the consumers have left, and nothing more is taken from the database. */
    void stop(@Observes @Priority(AFTER_CONSUMERS) ShutdownEvent ending) throws InterruptedException {
        long deadline = System.nanoTime() + FINISH.toNanos();
        while (!held.isEmpty() && System.nanoTime() - deadline < 0) {
            if (new CountDownLatch(1).await(TICK_MS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this latch down");
            }
        }
        giveBack();
    }

    private void giveBack() throws InterruptedException {
        Set<String> left = Set.copyOf(held);
        if (left.isEmpty()) {
            return;
        }
        try {
            int given = waiting.giveBack(left, clock.millis())
                    .toCompletableFuture()
                    .get(WRITE.toMillis(), TimeUnit.MILLISECONDS);
            LOG.infof("callbacks under way are left to other replicas count=%d", given);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf(
                    "callbacks under way are due when their leases end count=%d reason=%s",
                    left.size(), e.getMessage());
        }
    }
}
