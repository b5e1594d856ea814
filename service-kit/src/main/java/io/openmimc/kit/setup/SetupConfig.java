package io.openmimc.kit.setup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;

/** Who makes what a service needs in its stores; the same in every service. */
@ConfigMapping(prefix = "openmimc.setup")
public interface SetupConfig {
    /** Of the property {@code openmimc.setup} itself: {@code start}, {@code only} or {@code await}. */
    @WithParentName
    @WithDefault("start")
    SetupMode mode();

    /** Of {@code only}: when it gives up, stores that are not up yet included. Unit: duration. */
    @WithDefault("5m")
    Duration patience();
}
