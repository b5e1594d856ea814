package io.openmimc.gateway.usage;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.openmimc.gateway.session.Self;
import io.openmimc.kit.usage.AppUsage;
import io.openmimc.kit.usage.AppUsages;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Tells again and again what apps make use of here, for the usage answer. A report that fails is made up for by the next. On a
 * thread of its own: with thousands of apps a report takes longer than an event loop may be kept.
 */
@Singleton
class UsageReports {
    private static final Logger LOG = Logger.getLogger(UsageReports.class);
    /** For telling Redis, which answers within 1.5 s or not at all. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Self self;
    private final AppFigures figures;
    private final AppUsages usages;
    private final UsageConfig config;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("gateway-usage", true));
    /** Apps that others may know of from us. Confined to the thread. */
    private final Set<Long> told = new HashSet<>();

    UsageReports(Self self, AppFigures figures, AppUsages usages, UsageConfig config) {
        this.self = self;
        this.figures = figures;
        this.usages = usages;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        thread.scheduleWithFixedDelay(this::tell, 0, config.pause().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        try {
            Map<Long, AppUsage> now = figures.all();
            Set<Long> idle = new HashSet<>(told);
            idle.removeAll(now.keySet());
            told.addAll(now.keySet());
            usages.tell(self.id(), now, idle).whenCompleteAsync((done, failure) -> told(now, idle, failure), thread);
        } catch (RuntimeException e) {
            LOG.error("telling what apps make use of failed; it is tried again at its next time", e);
        }
    }

    private void told(Map<Long, AppUsage> usages, Set<Long> idle, Throwable failure) {
        if (failure == null) {
            told.removeAll(idle);
        } else {
            LOG.debugf("usage was not told apps=%d error=%s", usages.size(), failure.getMessage());
        }
    }

    /** Its clients are elsewhere by now and count there: they must not count twice until the last report lapses. */
    void stop(@Observes ShutdownEvent ended) throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            return; // a report is under way: it would come after
        }
        try {
            usages.retire(self.id()).toCompletableFuture().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("the last usage that was told will lapse error=%s", e.getMessage());
        }
    }
}
