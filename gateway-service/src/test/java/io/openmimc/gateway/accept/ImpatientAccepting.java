package io.openmimc.gateway.accept;

import io.quarkus.runtime.configuration.MemorySize;
import java.time.Duration;

/** The settings of a gateway, but that it refuses what takes longer than a moment: sooner than any call is given up. */
record ImpatientAccepting(AcceptConfig config) implements AcceptConfig {
    @Override
    public Duration answerTimeout() {
        return Duration.ofMillis(300);
    }

    @Override
    public MemorySize maxInFlight() {
        return config.maxInFlight();
    }

    @Override
    public Duration pause() {
        return config.pause();
    }

    @Override
    public Duration deliveryTimeout() {
        return config.deliveryTimeout();
    }

    @Override
    public Duration requestTimeout() {
        return config.requestTimeout();
    }

    @Override
    public MemorySize producerBuffer() {
        return config.producerBuffer();
    }
}
