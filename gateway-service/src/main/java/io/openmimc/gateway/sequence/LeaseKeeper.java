package io.openmimc.gateway.sequence;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.redis.Redis;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Renews the lease of the node number while the gateway runs, on a thread of its own. */
@Singleton
class LeaseKeeper {
    private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);
    /** Observers of the end that still need sequences come before this one. */
    private static final int AFTER_SESSIONS = jakarta.interceptor.Interceptor.Priority.LIBRARY_AFTER;

    /** Reconnects of Redis that come after the end are of no interest, hence the policy. */
    private final ScheduledExecutorService thread =
            new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "node-lease"), new DiscardPolicy());

    private final NodeLease lease;
    private final SequenceConfig config;
    private volatile long renewedNanos = System.nanoTime();
    private boolean failing;

    LeaseKeeper(Redis redis, SequenceClock clock, SequenceConfig config, MeterRegistry meters) {
        this.config = config;
        lease = new NodeLease(
                redis,
                clock,
                System::nanoTime,
                config.renewEvery(),
                ThreadLocalRandom.current().nextInt(NodeLease.NODES));
        redis.onConnect(() -> thread.execute(this::renew)); // it may have come back without our lease
        Gauge.builder("gateway.sequence.lease.age", this, LeaseKeeper::ageSeconds)
                .baseUnit("seconds")
                .description("since the node number was renewed; no message is accepted beyond 11")
                .register(meters);
        Gauge.builder("gateway.sequence.drift", clock, SequenceClock::driftMs)
                .baseUnit("milliseconds")
                .description("how far the sequences are ahead of the wall clock")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        thread.scheduleWithFixedDelay(this::renew, 0, config.renewEvery().toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes @jakarta.annotation.Priority(AFTER_SESSIONS) ShutdownEvent ended) throws InterruptedException {
        thread.execute(this::release);
        thread.shutdown();
        if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.warn("the node number was not given back in time, it expires by itself");
        }
    }

    private double ageSeconds() {
        return (System.nanoTime() - renewedNanos) / 1e9;
    }

    private void renew() {
        try {
            lease.renew();
            renewedNanos = System.nanoTime();
            if (failing) {
                failing = false;
                LOG.info("the node number is renewed again");
            }
        } catch (ExecutionException | TimeoutException e) {
            if (!failing) {
                failing = true;
                LOG.warnf("the node number cannot be renewed, messages are refused when its lease ends cause=%s", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // only at the end of the process
        } catch (RuntimeException e) {
            LOG.error("renewing the node number failed, trying again", e); // thrown on, it would end the schedule
        }
    }

    private void release() {
        try {
            lease.release();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("the node number could not be given back, it expires by itself cause=%s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
