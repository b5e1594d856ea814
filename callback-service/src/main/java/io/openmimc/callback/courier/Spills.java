package io.openmimc.callback.courier;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.store.Due;
import io.openmimc.callback.store.Schedule;
import io.openmimc.callback.store.WaitingDeliveries;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/** Writes callbacks to the database that the app does not have yet. What it answers completes when they are durable. */
@Singleton
class Spills {
    private final WaitingDeliveries waiting;
    private final Overflows overflows;
    private final Schedule schedule;
    private final CourierMetrics metrics;
    private final CallbackConfig config;
    private final Clock clock;

    Spills(
            WaitingDeliveries waiting,
            Overflows overflows,
            Schedule schedule,
            CourierMetrics metrics,
            CallbackConfig config,
            Clock clock) {
        this.waiting = waiting;
        this.overflows = overflows;
        this.schedule = schedule;
        this.metrics = metrics;
        this.config = config;
        this.clock = clock;
    }

    /** Whether it must follow others to the database, as it may not overtake them. */
    boolean follows(Delivery delivery) {
        return overflows.contains(due(delivery));
    }

    /** Memory has no room for it: it is due at once, and those that come follow it. */
    CompletionStage<Void> full(Delivery delivery) {
        metrics.spilled("full");
        Due due = due(delivery);
        overflows.add(due);
        return waiting.put(delivery, 0, clock.millis(), "").whenComplete((done, failure) -> overflows.written(due));
    }

    /** There was no room for one that has a row. */
    CompletionStage<Void> fullAgain(Delivery delivery) {
        Due due = due(delivery);
        overflows.add(due);
        return waiting.postpone(delivery.id(), clock.millis()).whenComplete((done, failure) -> overflows.written(due));
    }

    /** It is under way for long: if this replica dies, another tries it when the lease ends. */
    CompletionStage<Void> slow(Delivery delivery) {
        metrics.spilled("slow");
        return waiting.put(delivery, 0, clock.millis() + config.lease().toMillis(), "");
    }

    /** Its first attempt failed. */
    CompletionStage<Void> failed(Delivery delivery, String reason) {
        metrics.spilled("failed");
        return waiting.put(delivery, 1, schedule.second(clock.millis()), reason);
    }

    /** Its endpoint is left alone, which counts as a failure. */
    CompletionStage<Void> broken(Delivery delivery) {
        metrics.spilled("broken");
        return waiting.put(delivery, 1, schedule.second(clock.millis()), Endpoint.LEFT_ALONE);
    }

    private static Due due(Delivery delivery) {
        return new Due(delivery.appId(), delivery.offline());
    }
}
