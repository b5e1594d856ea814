package io.openmimc.history.dispatch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much dispatch has under way at once, and how long it waits. */
@ConfigMapping(prefix = "openmimc.dispatch")
public interface DispatchConfig {
    /** Messages of one partition whose fate is open before it is paused. */
    @WithDefault("500")
    int maxUnfinished();

    /** The same for all partitions together, by size. */
    @WithDefault("64M")
    MemorySize maxUnfinishedSize();

    /**
     * A delivery whose outcome a gateway has not told after this long counts as not taken; a gateway that has told none
     * at all for so long counts as gone, and its stream is broken off. Must exceed the gateways' own time limit for
     * devices (2 s by default).
     */
    @WithDefault("5s")
    Duration answerTimeout();

    /** Sequences remembered for one partition, to leave out messages that were written to the log twice. */
    @WithDefault("8192")
    int rememberedSequences();
}
