package io.openmimc.history.dispatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code history.dispatch} (timer, from reading a message until its fate is durable), {@code history.dispatch.targets}
 * (devices a message was handed to a gateway for), {@code history.dispatch.delivers} (requests that did so), {@code history.dispatch.skipped}, {@code history.inbox.rows},
 * {@code history.dispatch.withheld} (devices a message was not handed out for, as one before it was on its way to their inbox),
 * {@code history.dispatch.wakes}, {@code history.dispatch.pending} (deliveries that gateways have not answered),
 * {@code history.dispatch.overdue} (deliveries given up over a gateway that answers others),
 * {@code history.dispatch.gateways} (open streams) and {@code history.dispatch.streams.broken}.
 */
@Singleton
class DispatchMetrics {
    private final MeterRegistry meters;
    private final Timer dispatch;
    private final Counter taken;
    private final Counter notTaken;
    private final Counter delivers;
    private final Counter withheld;
    private final Counter rows;
    private final Counter wakes;
    private final Counter droppedWakes;
    private final Counter overdue;
    private final Counter broken;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();

    DispatchMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.dispatch = Timer.builder("history.dispatch")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(meters);
        this.taken = meters.counter("history.dispatch.targets", "outcome", "taken");
        this.notTaken = meters.counter("history.dispatch.targets", "outcome", "not_taken");
        this.delivers = meters.counter("history.dispatch.delivers");
        this.withheld = meters.counter("history.dispatch.withheld");
        this.rows = meters.counter("history.inbox.rows");
        this.wakes = meters.counter("history.dispatch.wakes");
        this.droppedWakes = meters.counter("history.dispatch.wakes.dropped");
        this.overdue = meters.counter("history.dispatch.overdue");
        this.broken = meters.counter("history.dispatch.streams.broken");
        Gauge.builder("history.dispatch.pending", pending, AtomicInteger::get).register(meters);
        Gauge.builder("history.dispatch.gateways", streams, AtomicInteger::get).register(meters);
    }

    void finished(long startNanos) {
        dispatch.record(Duration.ofNanos(System.nanoTime() - startNanos));
    }

    /** @param why one of a closed set: {@code duplicate}, {@code no-topic} */
    void skipped(String why) {
        meters.counter("history.dispatch.skipped", "why", why).increment();
    }

    void handed() {
        delivers.increment();
        pending.incrementAndGet();
    }

    void answered(int takenTargets, int notTakenTargets) {
        pending.decrementAndGet();
        taken.increment(takenTargets);
        notTaken.increment(notTakenTargets);
    }

    void withheld(int targets) {
        withheld.increment(targets);
    }

    void overdue(int deliveries) {
        overdue.increment(deliveries);
    }

    void stored(int count) {
        rows.increment(count);
    }

    void woken() {
        wakes.increment();
    }

    void wakeDropped() {
        droppedWakes.increment();
    }

    void opened() {
        streams.incrementAndGet();
    }

    void closed() {
        streams.decrementAndGet();
        broken.increment();
    }
}
