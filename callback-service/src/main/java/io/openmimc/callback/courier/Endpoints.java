package io.openmimc.callback.courier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.attempt.Attempts;
import io.openmimc.callback.attempt.Outcome;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The endpoints of all apps that are in use. One that is forgotten after a while begins anew. */
@Singleton
class Endpoints {
    private static final int MAX_ENDPOINTS = 20_000;
    /** An endpoint may have this part of the memory, so that a few slow ones do not leave the others without any. */
    private static final int SHARE = 16;

    private static final Duration IDLE = Duration.ofMinutes(10);

    private record Key(long appId, String url) {}

    private final CourierLimits limits;
    private final Budget budget;
    private final Attempts attempts;
    private final CourierMetrics metrics;
    private final Cache<Key, Endpoint> endpoints = Caffeine.newBuilder()
            .maximumSize(MAX_ENDPOINTS)
            .expireAfterAccess(IDLE)
            .build();

    Endpoints(CallbackConfig config, Attempts attempts, CourierMetrics metrics) {
        this.limits = new CourierLimits(
                config.concurrent(),
                config.queued(),
                config.memory().asLongValue() / SHARE,
                config.breakerFailures(),
                config.breakerPause());
        this.budget = new Budget(config.memory().asLongValue());
        this.attempts = attempts;
        this.metrics = metrics;
        metrics.observe(budget::used, () -> endpoints.asMap().values().stream()
                .filter(endpoint -> endpoint.state() != Breaker.State.CLOSED)
                .count());
    }

    Endpoint of(long appId, String url) {
        return endpoints.get(new Key(appId, url), key -> new Endpoint(limits, budget, System::nanoTime, this::attempt));
    }

    private CompletionStage<Outcome> attempt(Task task) {
        return attempts.attempt(task.delivery(), task.hook()).whenComplete((outcome, failure) -> {
            if (outcome != null) {
                metrics.attempted(outcome);
            }
        });
    }
}
