package io.openmimc.kit.device;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long devices and gateways are remembered. */
@ConfigMapping(prefix = "openmimc.devices")
public interface DeviceConfig {
    /** A device not seen this long is forgotten: clients without a fixed resource name make a new one at every start. */
    @WithDefault("30d")
    Duration retention();

    /** Devices remembered for one account; beyond, the one not seen longest is forgotten. */
    @WithDefault("100")
    int maxKnown();

    /** A gateway that has not announced itself this long counts as dead, its sessions as offline. */
    @WithDefault("10s")
    Duration gatewayLife();

    /** How long the address of a living gateway is believed without asking again. */
    @WithDefault("1s")
    Duration gatewayCache();

    /**
     * Accounts whose devices are kept at hand, about half a kilobyte each; Redis tells when they change. With 0 it is
     * asked every time.
     */
    @WithDefault("100000")
    int cachedAccounts();
}
