package io.openmimc.callback.courier;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.attempt.Outcome;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.callback.store.Schedule;
import io.openmimc.callback.store.Waiting;
import io.openmimc.callback.store.WaitingDeliveries;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes attempts and sees to it that each callback is either delivered or in the database. Never blocks. */
@Singleton
public class Courier {
    /** Why a callback counts as failed that was not tried. */
    public static final String LEFT_ALONE = Endpoint.LEFT_ALONE;

    private final Endpoints endpoints;
    private final WaitingDeliveries waiting;
    private final Schedule schedule;
    private final CourierMetrics metrics;
    private final CallbackConfig config;
    private final Vertx vertx;
    private final Clock clock;

    Courier(
            Endpoints endpoints,
            WaitingDeliveries waiting,
            Schedule schedule,
            CourierMetrics metrics,
            CallbackConfig config,
            Vertx vertx,
            Clock clock) {
        this.endpoints = endpoints;
        this.waiting = waiting;
        this.schedule = schedule;
        this.metrics = metrics;
        this.config = config;
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * Makes the first attempt; those of one conversation in the order of the calls.
     *
     * @return completes when the app has it or the database does, at the latest a little after {@code patience}
     */
    public CompletionStage<Void> deliver(Delivery delivery, Hook hook) {
        Task task = new Task(delivery, hook, false);
        switch (endpoint(delivery, hook).offer(task)) {
            case FULL:
                metrics.spilled("full");
                return waiting.put(delivery, 0, clock.millis(), "");
            case BROKEN:
                metrics.spilled("broken");
                return waiting.put(delivery, 1, schedule.second(clock.millis()), LEFT_ALONE);
            default:
                return new FirstAttempt(task).start();
        }
    }

    /** How many callbacks from the database an app's endpoint can take now; none while it is left alone. */
    public int room(Hook hook, boolean offline) {
        return endpoint(hook, offline).room();
    }

    /** How an app's endpoint stands: none, closed, open, half_open or trying. */
    public String state(Hook hook, boolean offline) {
        return (offline ? hook.offlineUrl() : hook.instantUrl()).isEmpty()
                ? "none"
                : endpoint(hook, offline).state().name().toLowerCase(Locale.ROOT);
    }

    /** Whether an app's endpoint is left alone for now. */
    public boolean broken(Hook hook, boolean offline) {
        return endpoint(hook, offline).state() == Breaker.State.OPEN;
    }

    /**
     * Tries a callback from the database again, which must be leased.
     *
     * @return completes when the database knows what became of it
     */
    public CompletionStage<Void> again(Waiting row, Hook hook) {
        Delivery delivery = row.delivery();
        if (!hook.wants(delivery.kind())) {
            return waiting.giveUp(delivery.id(), clock.millis(), "the app wants no callbacks of this kind any more");
        }
        Task task = new Task(delivery, hook, true);
        task.lease(System.nanoTime() + config.lease().toNanos() / 2);
        switch (endpoint(delivery, hook).offer(task)) {
            case TAKEN:
                return task.outcome().thenCompose(outcome -> settle(delivery, outcome));
            default:
                return waiting.postpone(
                        delivery.id(), clock.millis() + config.retryPoll().toMillis());
        }
    }

    private Endpoint endpoint(Delivery delivery, Hook hook) {
        return endpoints.of(delivery.appId(), hook.url(delivery.kind()));
    }

    private Endpoint endpoint(Hook hook, boolean offline) {
        return endpoints.of(hook.appId(), offline ? hook.offlineUrl() : hook.instantUrl());
    }

    /** Writes what became of a callback that has a row. */
    private CompletionStage<Void> settle(Delivery delivery, Optional<Outcome> outcome) {
        if (outcome.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        return outcome.get().delivered()
                ? waiting.delivered(delivery.id())
                : waiting.failed(delivery.id(), clock.millis(), outcome.get().reason());
    }

    /** A callback that came from Kafka: it gets a row when it fails, or takes long. */
    private final class FirstAttempt {
        private final Task task;
        private final CompletableFuture<Void> durable = new CompletableFuture<>();
        private boolean ended;
        private CompletionStage<Void> row = CompletableFuture.completedStage(null);
        private boolean hasRow;

        FirstAttempt(Task task) {
            this.task = task;
        }

        CompletionStage<Void> start() {
            long timer = vertx.setTimer(config.patience().toMillis(), fired -> park());
            task.outcome().thenAccept(outcome -> {
                vertx.cancelTimer(timer);
                outcome.ifPresent(this::end);
            });
            return durable;
        }

        private synchronized void park() {
            if (ended) {
                return;
            }
            metrics.spilled("slow");
            hasRow = true;
            // It may begin until half of the lease is over, so its attempt ends before somebody else takes the row.
            task.lease(System.nanoTime() + config.lease().toNanos() / 2);
            row = waiting.put(
                    task.delivery(), 0, clock.millis() + config.lease().toMillis(), "");
            copy(row);
        }

        private synchronized void end(Outcome outcome) {
            ended = true;
            if (hasRow) {
                row.thenCompose(there -> settle(task.delivery(), Optional.of(outcome)));
            } else if (outcome.delivered()) {
                durable.complete(null);
            } else {
                metrics.spilled("failed");
                copy(waiting.put(task.delivery(), 1, schedule.second(clock.millis()), outcome.reason()));
            }
        }

        private void copy(CompletionStage<Void> stage) {
            stage.whenComplete((done, failure) -> {
                if (failure == null) {
                    durable.complete(null);
                } else {
                    durable.completeExceptionally(failure);
                }
            });
        }
    }
}
