package io.openmimc.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What is let in, by stage: {@code log}, {@code accounts} (from the log to accounts) and {@code topics} (to members of topics).
 */
final class AdmissionMetrics {
    private final MeterRegistry meters;

    AdmissionMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void watch(String name, Stage stage) {
        Gauge.builder("gateway.admission.limit", stage, watched -> watched.limit()
                        .get())
                .description("messages that may be in the stage; infinite while it is not overloaded")
                .tag("stage", name)
                .register(meters);
        Gauge.builder("gateway.admission.inside", stage, Stage::inside)
                .description("messages in the stage")
                .tag("stage", name)
                .register(meters);
        Gauge.builder("gateway.admission.wait", stage, watched -> watched.limit()
                        .waitSeconds())
                .description("the shortest wait of what left the stage of late")
                .baseUnit("seconds")
                .tag("stage", name)
                .register(meters);
    }

    /** A message found a stage full; it is refused, unless it is a retry. */
    void full(String stage) {
        meters.counter("gateway.admission.full", "stage", stage).increment();
    }
}
