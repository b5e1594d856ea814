package io.openmimc.sdk;

class TcpClientTest extends MimcClientContract {
    @Override
    ScriptedGateway gateway() {
        return new ScriptedGateway(false);
    }

    @Override
    MimcClientBuilder connect(MimcClientBuilder builder, int port) {
        return builder.tcp("127.0.0.1", port);
    }
}
