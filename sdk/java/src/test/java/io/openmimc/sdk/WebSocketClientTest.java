package io.openmimc.sdk;

import java.net.URI;

class WebSocketClientTest extends MimcClientContract {
    @Override
    ScriptedGateway gateway() {
        return new ScriptedGateway(true);
    }

    @Override
    MimcClientBuilder connect(MimcClientBuilder builder, int port) {
        return builder.webSocket(URI.create("ws://127.0.0.1:" + port + "/"));
    }
}
