package io.openmimc.callback.retry;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.courier.Overflows;
import io.openmimc.callback.hook.Hooks;
import io.openmimc.callback.store.Due;
import io.openmimc.callback.store.WaitingDeliveries;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.setup.Setup;
import io.openmimc.proto.ErrorCode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Finds out what is due, and works on each endpoint by itself, round after round, until nothing more can be done now. */
@Singleton
class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);

    private final WaitingDeliveries waiting;
    private final Overflows overflows;
    private final Hooks hooks;
    private final Round round;
    private final CallbackConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final Set<Due> busy = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    Retries(
            WaitingDeliveries waiting,
            Overflows overflows,
            Hooks hooks,
            Round round,
            CallbackConfig config,
            Clock clock,
            Vertx vertx) {
        this.waiting = waiting;
        this.overflows = overflows;
        this.hooks = hooks;
        this.round = round;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started, Setup setup) {
        var unused = setup.done().thenRun(this::poll);
    }

    /** What is due from now on is for other replicas. */
    void stop(@Observes ShutdownDelayInitiatedEvent ending) {
        stopping = true;
    }

    private void poll() {
        if (stopping) {
            return;
        }
        Failures.caught(this::look).whenComplete((done, failure) -> { // thrown on, it would be the last look
            if (failure != null) {
                LOG.warnf("callbacks that are due are not known reason=%s", failure.getMessage());
            }
            vertx.setTimer(config.retryPoll().toMillis(), fired -> poll());
        });
    }

    private CompletionStage<Void> look() {
        // One whose overflow is in the database no more must be told so.
        overflows.all().forEach(this::work);
        return waiting.due(clock.millis()).thenAccept(due -> due.forEach(this::work));
    }

    private void work(Due due) {
        if (busy.add(due)) {
            step(due);
        }
    }

    private void step(Due due) {
        Failures.caught(() -> hooks.of(due.appId()))
                .thenCompose(hook -> round.run(due, hook))
                .exceptionallyCompose(failure -> {
                    if (Failures.is(failure, ErrorCode.NOT_FOUND)) {
                        return waiting.forget(due, Round.BATCH).thenApply(count -> count == Round.BATCH);
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
}
