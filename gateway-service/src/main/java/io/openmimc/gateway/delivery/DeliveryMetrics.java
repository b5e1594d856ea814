package io.openmimc.gateway.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts and times deliveries. */
@Singleton
class DeliveryMetrics {
    private final Timer taken;
    private final Timer notTaken;
    private final AtomicInteger streams = new AtomicInteger();

    DeliveryMetrics(MeterRegistry meters) {
        this.taken = timer(meters, "taken");
        this.notTaken = timer(meters, "not_taken");
        meters.gauge("gateway.delivery.streams", streams);
    }

    private static Timer timer(MeterRegistry meters, String outcome) {
        return Timer.builder("gateway.delivery")
                .description("from the request of a dispatcher to the outcome of one target")
                .tag("outcome", outcome)
                .register(meters);
    }

    void decided(boolean wasTaken, long startNanos) {
        (wasTaken ? taken : notTaken).record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    }

    void opened() {
        streams.incrementAndGet();
    }

    void closed() {
        streams.decrementAndGet();
    }
}
