package io.openmimc.gateway.session;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway as it was packed, in a process of its own on free ports. */
final class PackedGateway implements Program {
    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();

    private final int http = Ports.free();
    private final int management = Ports.free();
    private final int grpc = Ports.free();
    private final int tcp = Ports.free();
    private final int webSocket = Ports.free();
    private final Map<String, String> settings;

    /**
     * @param settings as environment variables
     */
    PackedGateway(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public int port() {
        return http;
    }

    @Override
    public List<Integer> ports() {
        return List.of(http, management, grpc, tcp, webSocket);
    }

    int tcpPort() {
        return tcp;
    }

    int webSocketPort() {
        return webSocket;
    }

    /** Of its gRPC server. */
    String address() {
        return "127.0.0.1:" + grpc;
    }

    @Override
    public Command command() {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("QUARKUS_PROFILE", "local"); // accepts the secret that tests have
        environment.put("OPENMIMC_INNER_TLS_MODE", "off"); // as the neighbours, which the test plays
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(http));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("QUARKUS_GRPC_SERVER_PORT", Integer.toString(grpc));
        environment.put("OPENMIMC_GATEWAY_ADDRESS", address());
        environment.put("OPENMIMC_GATEWAY_TCP_PORT", Integer.toString(tcp));
        environment.put("OPENMIMC_GATEWAY_WEBSOCKET_PORT", Integer.toString(webSocket));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new Command(List.of(java, "-XX:+UseSerialGC", "-jar", JAR.toString()), environment, "TERM");
    }

    @Override
    public boolean ready(long pid) throws IOException {
        return readiness() == 200;
    }

    /** The HTTP status of its readiness. */
    int readiness() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + management + "/q/health/ready")
                        .toURL()
                        .openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(10_000); // a check may wait for a store that a test has stopped
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
