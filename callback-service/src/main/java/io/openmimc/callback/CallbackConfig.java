package io.openmimc.callback;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of this service. */
@ConfigMapping(prefix = "openmimc.callback")
public interface CallbackConfig {
    /**
     * Networks that callbacks may go to though they are private, local or otherwise not public, as {@code 10.1.0.0/16};
     * separated by commas.
     */
    Optional<List<String>> allowedNetworks();

    /**
     * How long messages and their fates gather before they are looked at: that much later an app hears of them. Unit: duration;
     * zero looks at each at once, which costs a fetch for each under moderate load.
     */
    @WithDefault("50ms")
    Duration gather();

    /** Requests to one URL of an app that run at the same time, at most. */
    @WithDefault("64")
    int concurrent();

    /** Callbacks that wait in memory for one URL of an app, at most; more of them wait in the database. */
    @WithDefault("256")
    int queued();

    /** Bodies of callbacks in memory, of all apps, at most; more of them wait in the database. Unit: memory size. */
    @WithDefault("64M")
    MemorySize memory();

    /** A first attempt that takes longer is written to the database meanwhile, so that it holds up no other. */
    @WithDefault("500ms")
    Duration patience();

    /** Pauses before the second attempt and those after it; then a callback is given up. */
    @WithDefault("5s,30s,5m")
    List<Duration> retryAfter();

    /** After a crash, what was under way is tried again this much later. At least 25 s: the longest timeout is 10 s. */
    @WithDefault("30s")
    Duration lease();

    /** Failures in a row after which a URL is left alone for a while. */
    @WithDefault("10")
    int breakerFailures();

    /** How long a URL is left alone before one callback tries it. */
    @WithDefault("5s")
    Duration breakerPause();

    /** How long callbacks that were given up are kept. */
    @WithDefault("7d")
    Duration keepFailed();

    /** How often the database is asked what is due. */
    @WithDefault("1s")
    Duration retryPoll();
}
