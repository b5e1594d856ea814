package io.openmimc.gateway.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** This gateway among others. */
@ConfigMapping(prefix = "openmimc.gateway")
public interface GatewayConfig {
    /** {@code host:port} under which other services reach the gRPC server of this instance. */
    @WithDefault("localhost:9092")
    String address();

    /** Pause between announcements in the registry, which lapse after 10 s. */
    @WithDefault("2s")
    Duration heartbeat();

    /** Pause between looks at the time limits of connections and tokens. */
    @WithDefault("5s")
    Duration sweep();

    /** Pause between looks at whether the apps of sessions still exist; events tell sooner. */
    @WithDefault("60s")
    Duration appCheck();
}
