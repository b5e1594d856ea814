package io.openmimc.callback.courier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.callback.attempt.Outcome;
import jakarta.inject.Singleton;
import java.util.function.LongSupplier;

/**
 * {@code callback.attempts} (timer) by outcome; {@code callback.spilled}, first attempts that went to the database, by
 * why; {@code callback.memory} (bytes of bodies); {@code callback.endpoints.broken}.
 */
@Singleton
class CourierMetrics {
    private final MeterRegistry meters;
    private final Timer delivered;
    private final Timer failed;

    CourierMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.delivered = meters.timer("callback.attempts", "outcome", "delivered");
        this.failed = meters.timer("callback.attempts", "outcome", "failed");
    }

    void observe(LongSupplier memoryBytes, LongSupplier brokenEndpoints) {
        Gauge.builder("callback.memory", memoryBytes, LongSupplier::getAsLong)
                .baseUnit("bytes")
                .strongReference(true)
                .register(meters);
        Gauge.builder("callback.endpoints.broken", brokenEndpoints, LongSupplier::getAsLong)
                .strongReference(true)
                .register(meters);
    }

    void attempted(Outcome outcome) {
        (outcome.delivered() ? delivered : failed).record(outcome.took());
    }

    /** @param why slow, full, broken or failed */
    void spilled(String why) {
        meters.counter("callback.spilled", "why", why).increment();
    }
}
