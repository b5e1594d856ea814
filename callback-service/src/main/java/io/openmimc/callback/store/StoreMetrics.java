package io.openmimc.callback.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** {@code callback.given.up}: callbacks recorded as failed for good; an alarm belongs on it. */
@Singleton
class StoreMetrics {
    private final Counter givenUp;

    StoreMetrics(MeterRegistry meters) {
        this.givenUp = meters.counter("callback.given.up");
    }

    void givenUp(int count) {
        givenUp.increment(count);
    }
}
