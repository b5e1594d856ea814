package io.openmimc.gateway.tcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where TCP clients connect. */
@ConfigMapping(prefix = "openmimc.gateway.tcp")
public interface TcpConfig {
    @WithDefault("0.0.0.0")
    String host();

    /** 0: any free one. */
    @WithDefault("5222")
    int port();
}
