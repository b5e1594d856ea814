package io.openmimc.history.archive;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the history is written and read. */
@ConfigMapping(prefix = "openmimc.archive")
public interface ArchiveConfig {
    /** Messages older than this are not looked for; the table drops them after 180 days. */
    @WithDefault("180d")
    Duration retention();

    /** Payloads of one answer; a longer one is cut there and says that there is more. */
    @WithDefault("8M")
    MemorySize maxAnswerSize();

    /**
     * How long messages gather before they are written, so that they share requests: that much later they are in the history.
     * Unit: duration; zero writes at once.
     */
    @WithDefault("500ms")
    Duration gather();

    /** Messages of one partition of the log that may be unwritten before it is paused. */
    @WithDefault("500")
    int maxUnfinished();

    /** The same for all partitions together, by size. */
    @WithDefault("64M")
    MemorySize maxUnfinishedSize();
}
