package io.openmimc.sdk;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double from a minimum to a maximum, half of each random, so that clients of a lost gateway come back spread. */
final class Backoff {
    private static final int MAX_DOUBLINGS = 20;

    private final long minMs;
    private final long maxMs;
    private int attempts;

    Backoff(Duration min, Duration max) {
        this.minMs = Math.max(1, min.toMillis());
        this.maxMs = Math.max(minMs, max.toMillis());
    }

    /** Milliseconds to wait before the next attempt. */
    long nextMs() {
        long base = Math.min(maxMs, minMs << Math.min(attempts, MAX_DOUBLINGS));
        attempts++;
        return base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1);
    }

    void reset() {
        attempts = 0;
    }
}
