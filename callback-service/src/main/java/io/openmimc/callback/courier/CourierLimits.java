package io.openmimc.callback.courier;

import java.time.Duration;

/**
 * What holds for one endpoint.
 *
 * @param concurrent attempts at the same time
 * @param queued tasks that wait in memory
 * @param bytes of bodies in memory
 * @param breakerFailures failures in a row that open its breaker
 * @param breakerPause how long it stays open
 */
record CourierLimits(int concurrent, int queued, long bytes, int breakerFailures, Duration breakerPause) {
    CourierLimits {
        if (concurrent < 1 || queued < 1 || bytes < 1 || breakerFailures < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
