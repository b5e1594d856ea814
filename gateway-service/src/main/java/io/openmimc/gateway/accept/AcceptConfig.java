package io.openmimc.gateway.accept;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages are accepted. */
@ConfigMapping(prefix = "openmimc.gateway.accept")
interface AcceptConfig {
    /** After this long a message is answered as UNAVAILABLE; SDKs drop their connection after 5 s. Unit: duration. */
    @WithDefault("4300ms")
    Duration answerTimeout();

    /** Payloads on their way to the log, of all lanes; beyond it messages are refused. Unit: memory size, {@code 64M}. */
    @WithDefault("64M")
    MemorySize maxInFlight();

    /**
     * While more than two messages come in this time, they go to Kafka in bursts this far apart; when fewer come, each goes at
     * once. Unit: duration; zero: each always does.
     */
    @WithDefault("2ms")
    Duration pause();

    /** When Kafka has not confirmed a message by then it is given up; below the answer timeout. Unit: duration. */
    @WithDefault("4s")
    Duration deliveryTimeout();

    /** When a request to Kafka is given up and sent again. Unit: duration. */
    @WithDefault("2s")
    Duration requestTimeout();

    /** Memory of the Kafka producer; when it is used up messages are refused. Unit: memory size, {@code 32M}. */
    @WithDefault("32M")
    MemorySize producerBuffer();
}
