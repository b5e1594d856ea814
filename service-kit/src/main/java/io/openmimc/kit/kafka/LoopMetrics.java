package io.openmimc.kit.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * {@code kafka.consumer.unfinished}, {@code .lag} (records not yet read), {@code .stalled} (partitions that do not move though
 * there is something to be done) and {@code .restarts}, by consumer.
 */
final class LoopMetrics {
    private final AtomicLong unfinished = new AtomicLong();
    private final AtomicLong lag = new AtomicLong();
    private final Counter restarts;

    LoopMetrics(MeterRegistry meters, String name, IntSupplier stalled) {
        Gauge.builder("kafka.consumer.unfinished", unfinished, AtomicLong::get)
                .tag("consumer", name)
                .strongReference(true)
                .register(meters);
        Gauge.builder("kafka.consumer.lag", lag, AtomicLong::get)
                .tag("consumer", name)
                .strongReference(true)
                .register(meters);
        Gauge.builder("kafka.consumer.stalled", stalled, IntSupplier::getAsInt)
                .tag("consumer", name)
                .strongReference(true)
                .register(meters);
        restarts = meters.counter("kafka.consumer.restarts", "consumer", name);
    }

    void observe(long unfinishedRecords, long unreadRecords) {
        unfinished.set(unfinishedRecords);
        lag.set(unreadRecords);
    }

    void restarted() {
        restarts.increment();
    }

    void clear() {
        observe(0, 0);
    }
}
