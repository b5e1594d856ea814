package io.openmimc.gateway.ws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where WebSocket clients connect; path {@code /}, any origin. */
@ConfigMapping(prefix = "openmimc.gateway.websocket")
public interface WebSocketConfig {
    @WithDefault("0.0.0.0")
    String host();

    /** 0: any free one. */
    @WithDefault("8082")
    int port();
}
