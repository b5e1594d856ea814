package io.openmimc.callback.retry;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.courier.Courier;
import io.openmimc.callback.hook.Hook;
import io.openmimc.callback.hook.Hooks;
import io.openmimc.callback.store.Due;
import io.openmimc.callback.store.WaitingDeliveries;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Tries again what is due, each endpoint by itself: as much at once as it has room for, and the next when those are done.
 * What is due for an endpoint that is left alone counts as failed once more, without a request.
 */
@Singleton
class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final int BATCH = 500;
    private static final CompletionStage<Boolean> NO_MORE = CompletableFuture.completedFuture(false);

    private final WaitingDeliveries waiting;
    private final Courier courier;
    private final Hooks hooks;
    private final CallbackConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final Set<Due> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Retries(WaitingDeliveries waiting, Courier courier, Hooks hooks, CallbackConfig config, Clock clock, Vertx vertx) {
        this.waiting = waiting;
        this.courier = courier;
        this.hooks = hooks;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        poll();
    }

    void stop(@Observes @Priority(1) ShutdownEvent ending) {
        stopping = true;
    }

    private void poll() {
        if (stopping) {
            return;
        }
        waiting.due(clock.millis()).thenAccept(due -> due.forEach(this::work)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warnf("callbacks that are due are not known reason=%s", failure.getMessage());
            }
            vertx.setTimer(config.retryPoll().toMillis(), fired -> poll());
        });
    }

    /** Works until nothing more can be done for an endpoint now. */
    private void work(Due due) {
        if (busy.add(due)) {
            step(due);
        }
    }

    private void step(Due due) {
        hooks.of(due.appId())
                .thenCompose(hook -> tryAgain(due, hook))
                .exceptionallyCompose(failure -> {
                    if (Failures.is(failure, ErrorCode.NOT_FOUND)) {
                        return waiting.forget(due, BATCH).thenApply(count -> count == BATCH);
                    }
                    return CompletableFuture.failedStage(failure);
                })
                .whenComplete((more, failure) -> {
                    if (failure != null) {
                        LOG.warnf(
                                "callbacks are not repeated for now app=%s reason=%s",
                                Long.toString(due.appId()),
                                Failures.cause(failure).getMessage());
                    }
                    if (failure == null && more && !stopping) {
                        step(due);
                    } else {
                        busy.remove(due);
                    }
                });
    }

    /** Whether there may be more to do at once. */
    private CompletionStage<Boolean> tryAgain(Due due, Hook hook) {
        long now = clock.millis();
        if (courier.broken(hook, due.offline())) {
            return waiting.refuse(due, now, Courier.LEFT_ALONE, BATCH).thenApply(count -> count == BATCH);
        }
        int room = courier.room(hook, due.offline());
        if (room == 0) {
            return NO_MORE;
        }
        return waiting.take(due, now, now + config.lease().toMillis(), room).thenCompose(taken -> {
            CompletableFuture<?>[] written = taken.stream()
                    .map(row -> courier.again(row, hook).toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            return CompletableFuture.allOf(written).thenApply(done -> taken.size() == room);
        });
    }
}
