package io.openmimc.gateway.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often a gateway tells what apps make use of. */
@ConfigMapping(prefix = "openmimc.gateway.usage")
interface UsageConfig {
    /** Pause between reports, which lapse after 15 s: 5 s at most, so that two may fail. Unit: duration. */
    @WithDefault("3s")
    Duration pause();
}
