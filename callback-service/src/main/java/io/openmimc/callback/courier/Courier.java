package io.openmimc.callback.courier;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.attempt.Outcome;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.callback.store.Waiting;
import io.openmimc.callback.store.WaitingDeliveries;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Makes attempts and sees to it that each callback is either delivered or in the database. Never blocks. */
@Singleton
public class Courier {
    /** Why a callback counts as failed that was not tried. */
    public static final String LEFT_ALONE = Endpoint.LEFT_ALONE;

    /** An attempt begins in the first half of it, and must have ended before it does: the longest timeout is 10 s. */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(25);

    private final Endpoints endpoints;
    private final WaitingDeliveries waiting;
    private final Spills spills;
    private final Leases leases;
    private final CallbackConfig config;
    private final Vertx vertx;
    private final Clock clock;

    Courier(
            Endpoints endpoints,
            WaitingDeliveries waiting,
            Spills spills,
            Leases leases,
            CallbackConfig config,
            Vertx vertx,
            Clock clock) {
        this.endpoints = endpoints;
        this.waiting = waiting;
        this.spills = spills;
        this.leases = leases;
        this.config = config;
        this.vertx = vertx;
        this.clock = clock;
        if (config.lease().compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalStateException(
                    "openmimc.callback.lease must be " + SHORTEST_LEASE.toSeconds() + "s or more");
        }
    }

    /**
     * Makes the first attempt; those of one conversation in the order of the calls.
     *
     * @return completes when the app has it or the database does, at the latest a little after {@code patience}
     */
    public CompletionStage<Void> deliver(Delivery delivery, Hook hook) {
        if (spills.follows(delivery)) {
            return spills.full(delivery);
        }
        Task task = new Task(delivery, hook, false);
        switch (endpoint(delivery, hook).offer(task)) {
            case FULL:
                return spills.full(delivery);
            case BROKEN:
                return spills.broken(delivery);
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

    /** While an app's endpoint is left alone: when it failed last, in ms since the Unix epoch. */
    public OptionalLong failedLast(Hook hook, boolean offline) {
        OptionalLong nanos = endpoint(hook, offline).leftAlone();
        return nanos.isEmpty()
                ? nanos
                : OptionalLong.of(clock.millis() - TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()));
    }

    /**
     * Tries a callback from the database again, which must be leased.
     *
     * @return completes when the database knows what became of it; whether there was room for it
     */
    public CompletionStage<Boolean> again(Waiting row, Hook hook) {
        String id = row.delivery().id();
        leases.hold(id);
        return attempt(row.delivery(), hook).whenComplete((room, failure) -> leases.end(id));
    }

    private CompletionStage<Boolean> attempt(Delivery delivery, Hook hook) {
        if (!hook.wants(delivery.kind())) {
            return waiting.giveUp(delivery.id(), clock.millis(), "the app wants no callbacks of this kind any more")
                    .thenApply(done -> true);
        }
        Task task = new Task(delivery, hook, true);
        task.lease(System.nanoTime() + config.lease().toNanos() / 2);
        switch (endpoint(delivery, hook).offer(task)) {
            case TAKEN:
                return task.outcome()
                        .thenCompose(outcome -> settle(delivery, outcome))
                        .thenApply(done -> true);
            case FULL:
                return spills.fullAgain(delivery).thenApply(done -> false);
            default:
                return waiting.postpone(delivery.id(), clock.millis()).thenApply(done -> false);
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
                outcome.ifPresentOrElse(
                        this::end, () -> leases.end(task.delivery().id()));
            });
            return durable;
        }

        private synchronized void park() {
            if (ended) {
                return;
            }
            hasRow = true;
            leases.hold(task.delivery().id());
            // It may begin until half of the lease is over, so its attempt ends before somebody else takes the row.
            task.lease(System.nanoTime() + config.lease().toNanos() / 2);
            row = spills.slow(task.delivery());
            copy(row);
        }

        private synchronized void end(Outcome outcome) {
            ended = true;
            if (hasRow) {
                row.thenCompose(there -> settle(task.delivery(), Optional.of(outcome)))
                        .whenComplete(
                                (done, failure) -> leases.end(task.delivery().id()));
            } else if (outcome.delivered()) {
                durable.complete(null);
            } else {
                copy(spills.failed(task.delivery(), outcome.reason()));
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
