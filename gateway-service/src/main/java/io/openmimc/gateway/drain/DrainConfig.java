package io.openmimc.gateway.drain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the gateway stops. */
@ConfigMapping(prefix = "openmimc.gateway.drain")
public interface DrainConfig {
    /** Time from "not ready" to the first closed connection, in which balancers take notice. */
    @WithDefault("0s")
    Duration notice();

    /** Over this long connections are closed in portions, so that their clients do not come back all at once. */
    @WithDefault("2s")
    Duration spread();

    /** Then work in flight gets this long: 2 s for devices to acknowledge, 4.5 s for messages to be answered. */
    @WithDefault("7s")
    Duration finish();
}
