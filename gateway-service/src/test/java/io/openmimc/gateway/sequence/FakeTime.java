package io.openmimc.gateway.sequence;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock and a monotonic one that the test moves. */
final class FakeTime extends Clock {
    private volatile long wallMs;
    private volatile long nanos;

    FakeTime(Instant now) {
        wallMs = now.toEpochMilli();
    }

    /** Both go on. */
    void pass(Duration time) {
        wallMs += time.toMillis();
        nanos += time.toNanos();
    }

    /** Only the wall clock is set. */
    void set(Instant now) {
        wallMs = now.toEpochMilli();
    }

    long nanoTime() {
        return nanos;
    }

    @Override
    public long millis() {
        return wallMs;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(wallMs);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
