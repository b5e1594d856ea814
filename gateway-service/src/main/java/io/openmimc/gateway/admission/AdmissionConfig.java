package io.openmimc.gateway.admission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When a message is refused because it would wait too long. */
@ConfigMapping(prefix = "openmimc.gateway.admission")
public interface AdmissionConfig {
    /**
     * How long messages may wait in each of two stages, from the client to the log and from the log to the gateways of their
     * recipients. Beyond, new ones are refused as busy. Unit: duration.
     */
    @WithDefault("200ms")
    Duration targetWait();

    /** So many messages are always let into a stage, whatever those before them wait. */
    @WithDefault("200")
    int minInside();
}
