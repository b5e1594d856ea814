package io.openmimc.gateway.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.gateway.connection.CloseReason;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/** Counts sessions, logins and what clients send. */
@Singleton
class SessionMetrics {
    private final MeterRegistry meters;
    private final Timer bind;
    private final ConcurrentMap<String, Counter> packets = new ConcurrentHashMap<>(); // by type

    SessionMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.bind = Timer.builder("gateway.bind")
                .description("from BIND to its answer")
                .register(meters);
    }

    void watch(Map<?, ?> sessions) {
        meters.gaugeMapSize("gateway.sessions", java.util.List.of(), sessions);
    }

    void closed(CloseReason reason) {
        meters.counter("gateway.session.closed", "reason", reason.tag()).increment();
    }

    /**
     * @param outcome ok or the reason of a refusal; a closed set
     */
    void bound(String outcome, long startNanos) {
        bind.record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
        meters.counter("gateway.binds", "outcome", outcome).increment();
    }

    /**
     * @param type a name of MIMC_MSG_TYPE, or UNKNOWN
     */
    void packet(String type) {
        packets.computeIfAbsent(type, value -> meters.counter("gateway.upstream", "type", value))
                .increment();
    }

    void signalDropped() {
        meters.counter("gateway.signals.dropped").increment();
    }

    void eventsLost(int count) {
        meters.counter("gateway.session.events.lost").increment(count);
    }

    void restored(boolean ok) {
        meters.counter("gateway.session.restored", "outcome", ok ? "ok" : "failed")
                .increment();
    }
}
