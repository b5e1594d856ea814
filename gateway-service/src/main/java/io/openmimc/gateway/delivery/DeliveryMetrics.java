package io.openmimc.gateway.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times deliveries: once for each request, as one may have hundreds of targets. */
@Singleton
class DeliveryMetrics {
    private final Timer delivery;
    private final Counter taken;
    private final Counter notTaken;
    private final AtomicInteger streams = new AtomicInteger();

    DeliveryMetrics(MeterRegistry meters) {
        this.delivery = Timer.builder("gateway.delivery")
                .description("from the request of a dispatcher until all its targets are decided")
                .register(meters);
        this.taken = targets(meters, "taken");
        this.notTaken = targets(meters, "not_taken");
        meters.gauge("gateway.delivery.streams", streams);
    }

    private static Counter targets(MeterRegistry meters, String outcome) {
        return Counter.builder("gateway.delivery.targets")
                .description("sessions that a message was to be delivered to")
                .tag("outcome", outcome)
                .register(meters);
    }

    void decided(int takenTargets, int notTakenTargets, long startNanos) {
        delivery.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
        taken.increment(takenTargets);
        notTaken.increment(notTakenTargets);
    }

    void opened() {
        streams.incrementAndGet();
    }

    void closed() {
        streams.decrementAndGet();
    }
}
