package io.openmimc.callback.retry;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.store.WaitingDeliveries;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Ends the keeping of callbacks that were given up. */
@Singleton
class Expiry {
    private static final Logger LOG = Logger.getLogger(Expiry.class);
    private static final int BATCH = 5_000;

    private final WaitingDeliveries waiting;
    private final CallbackConfig config;
    private final Clock clock;

    Expiry(WaitingDeliveries waiting, CallbackConfig config, Clock clock) {
        this.waiting = waiting;
        this.config = config;
        this.clock = clock;
    }

    /** More than can come to be in that time, and yet short: it must not compete with callbacks. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    CompletionStage<Void> expire() {
        return waiting.expire(clock.millis() - config.keepFailed().toMillis(), BATCH)
                .handle((count, failure) -> {
                    if (failure != null) {
                        LOG.warnf("old callbacks stay for now reason=%s", failure.getMessage());
                    }
                    return null;
                });
    }
}
