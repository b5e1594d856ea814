package io.openmimc.gateway.drain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the gateway stops. docs/operations.md "Stopping a process" */
@ConfigMapping(prefix = "openmimc.gateway.drain")
public interface DrainConfig {
    /** Time from "not ready" to closing the ports, in which balancers take notice. Unit: duration. */
    @WithDefault("0s")
    Duration notice();

    /**
     * Connections are closed one after the other over this long at most, so that their clients do not come back all at once.
     * Unit: duration.
     */
    @WithDefault("30s")
    Duration spread();

    /** Connections that are closed in a second, unless that would take longer than {@link #spread()}; at least 1. */
    @WithDefault("300")
    int pace();

    /** Then work in flight gets this long: 2 s for devices to acknowledge, 4.5 s for messages to be answered. Unit: duration. */
    @WithDefault("7s")
    Duration finish();
}
