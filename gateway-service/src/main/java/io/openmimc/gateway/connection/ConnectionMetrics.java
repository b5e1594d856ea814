package io.openmimc.gateway.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** Counts connections and packets. */
@Singleton
public class ConnectionMetrics {
    private final MeterRegistry meters;
    private final Counters tcp;
    private final Counters webSocket;

    public ConnectionMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.tcp = counters(Transport.TCP);
        this.webSocket = counters(Transport.WEBSOCKET);
    }

    private Counters counters(Transport transport) {
        return new Counters(
                counter("gateway.packets", transport, "in"),
                counter("gateway.packet.bytes", transport, "in"),
                counter("gateway.packets", transport, "out"),
                counter("gateway.packet.bytes", transport, "out"));
    }

    private Counter counter(String name, Transport transport, String direction) {
        return meters.counter(name, "transport", transport.tag(), "direction", direction);
    }

    private Counters of(Transport transport) {
        return transport == Transport.TCP ? tcp : webSocket;
    }

    void received(Transport transport, int bytes) {
        of(transport).packetsIn.increment();
        of(transport).bytesIn.increment(bytes);
    }

    void sent(Transport transport, int bytes) {
        of(transport).packetsOut.increment();
        of(transport).bytesOut.increment(bytes);
    }

    void closed(Transport transport, CloseReason reason) {
        meters.counter("gateway.connection.closed", "transport", transport.tag(), "reason", reason.tag())
                .increment();
    }

    <T> void watch(String name, T holder, ToDoubleFunction<T> value) {
        meters.gauge(name, holder, value);
    }

    private record Counters(Counter packetsIn, Counter bytesIn, Counter packetsOut, Counter bytesOut) {}
}
