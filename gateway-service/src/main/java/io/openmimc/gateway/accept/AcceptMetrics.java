package io.openmimc.gateway.accept;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.proto.ErrorCode;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What accepting does, in numbers. */
@Singleton
class AcceptMetrics {
    private final Timer accepted;
    private final Counter repeated;
    private final Counter unmarked;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong inFlightBytes = new AtomicLong();

    AcceptMetrics(MeterRegistry meters) {
        accepted = Timer.builder("gateway.accept")
                .description("from the call until the message is on the log")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        repeated = Counter.builder("gateway.accept.repeated")
                .description("answered with the sequence of an earlier attempt")
                .register(meters);
        unmarked = Counter.builder("gateway.accept.unmarked")
                .description("on the log, but Redis does not know: a retry would be written again and filtered")
                .register(meters);
        for (ErrorCode code : ErrorCode.values()) {
            refused.put(
                    code,
                    Counter.builder("gateway.accept.refused")
                            .tag("code", code.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        Gauge.builder("gateway.accept.inflight", inFlight, AtomicInteger::get).register(meters);
        Gauge.builder("gateway.accept.inflight.bytes", inFlightBytes, AtomicLong::get)
                .baseUnit("bytes")
                .register(meters);
    }

    /** Counts one more message on its way; answers the bytes of all of them. */
    long begin(int bytes) {
        inFlight.incrementAndGet();
        return inFlightBytes.addAndGet(bytes);
    }

    void end(int bytes) {
        inFlight.decrementAndGet();
        inFlightBytes.addAndGet(-bytes);
    }

    void accepted(long nanos) {
        accepted.record(nanos, TimeUnit.NANOSECONDS);
    }

    void repeated() {
        repeated.increment();
    }

    void unmarked(int messages) {
        unmarked.increment(messages);
    }

    void refused(ErrorCode code) {
        Counter counter = refused.get(code);
        if (counter != null) {
            counter.increment();
        }
    }
}
