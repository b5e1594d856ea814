package io.openmimc.history.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/**
 * {@code history.inbox.pulled}, {@code .settled} (messages), {@code .devices} (that became known), {@code .writes} (requests
 * to Cassandra with small rows; {@code history.inbox.rows} tells how many rows).
 */
@Singleton
class InboxMetrics {
    private final Counter pulled;
    private final Counter settled;
    private final Counter devices;
    private final Counter writes;

    InboxMetrics(MeterRegistry meters) {
        pulled = meters.counter("history.inbox.pulled");
        settled = meters.counter("history.inbox.settled");
        devices = meters.counter("history.inbox.devices");
        writes = meters.counter("history.inbox.writes");
    }

    void pulled(int messages) {
        pulled.increment(messages);
    }

    void settled(int messages) {
        settled.increment(messages);
    }

    Counter writes() {
        return writes;
    }

    void welcomed() {
        devices.increment();
    }
}
