package io.openmimc.history.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How inboxes are read. */
@ConfigMapping(prefix = "openmimc.inbox")
public interface InboxConfig {
    /**
     * How far before its cursor a device's reading starts: several dispatchers write rows of one account, with clocks a
     * little apart and writes under way. Must exceed the clocks' difference plus the request timeout of Cassandra.
     */
    @WithDefault("10s")
    Duration overlap();
}
