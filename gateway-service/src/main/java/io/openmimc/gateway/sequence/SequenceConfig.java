package io.openmimc.gateway.sequence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the node number of this gateway is kept. */
@ConfigMapping(prefix = "openmimc.gateway.sequence")
interface SequenceConfig {
    /**
     * The time between two renewals of the lease, which lasts 15 s. After Redis was away, accepting begins again at most
     * this much later. Unit: duration, at most {@code 3s}.
     */
    @WithDefault("1s")
    Duration renewEvery();
}
