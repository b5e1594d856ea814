package io.openmimc.kit.redis;

import io.openmimc.kit.store.StoreConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service reaches Redis. */
@ConfigMapping(prefix = "openmimc.redis")
public interface RedisConfig extends StoreConfig {
    /**
     * {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for TLS. User and password are better
     * in settings of their own, which win; Redis' own user {@code default} has no name to be set.
     */
    @WithDefault("redis://localhost:16379")
    String uri();

    /** A call without an answer after this long fails. Callers answer within 4.5 s, so two must fit. */
    @WithDefault("1500ms")
    Duration timeout();

    /** Longest pause between attempts to connect again. */
    @WithDefault("500ms")
    Duration reconnectPause();

    /** Calls waiting for an answer at once; more are refused. */
    @WithDefault("20000")
    int maxPending();
}
