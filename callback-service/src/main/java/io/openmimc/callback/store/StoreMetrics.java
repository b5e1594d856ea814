package io.openmimc.callback.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.function.IntSupplier;

/**
 * {@code callback.given.up}: callbacks recorded as failed for good; an alarm belongs on it. {@code callback.unwritten}: rows
 * that wait to be written; what keeps its offset from moving.
 */
@Singleton
class StoreMetrics {
    private final MeterRegistry meters;
    private final Counter givenUp;

    StoreMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.givenUp = meters.counter("callback.given.up");
    }

    void observe(IntSupplier unwritten) {
        Gauge.builder("callback.unwritten", unwritten, IntSupplier::getAsInt)
                .strongReference(true)
                .register(meters);
    }

    void givenUp(int count) {
        givenUp.increment(count);
    }
}
