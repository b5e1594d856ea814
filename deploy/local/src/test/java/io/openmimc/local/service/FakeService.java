package io.openmimc.local.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Stands where a service stands in a stack: on its ports, with its readiness, and with its way to stop: unready first, then
 * gone. It says its HTTP port to whoever asks, and to whoever connects as a client of a gateway. Where there is a file
 * {@code broken} beside its jar it ends at once.
 */
public final class FakeService {
    /** Longer than the edge takes to notice. */
    private static final long NOTICE_MS = 1200;

    private static volatile int readiness = 200;

    private FakeService() {}

    /** Packs it as the build packs a service. */
    public static void pack(Path directory) throws IOException {
        Files.createDirectories(directory);
        String name = FakeService.class.getName().replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        try (JarOutputStream jar =
                        new JarOutputStream(Files.newOutputStream(directory.resolve("quarkus-run.jar")), manifest);
                var code = FakeService.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
    }

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(System.getProperty("java.class.path"));
        if (Files.exists(jar.resolveSibling("broken"))) {
            System.out.println("broken, as it was told");
            System.exit(3);
        }
        String name = System.getenv("QUARKUS_HTTP_PORT");
        serve("QUARKUS_HTTP_PORT", name);
        serve("QUARKUS_MANAGEMENT_PORT", name);
        if (System.getenv("OPENMIMC_GATEWAY_TCP_PORT") != null) {
            greet("OPENMIMC_GATEWAY_TCP_PORT", name);
            greet("OPENMIMC_GATEWAY_WEBSOCKET_PORT", name);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(FakeService::stopInOrder));
        System.out.println("started port=" + name);
    }

    private static void stopInOrder() {
        readiness = 503;
        try {
            // As a service gives those that balance time to notice.
            Thread.sleep(NOTICE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.println("stopped in order");
    }

    private static InetSocketAddress address(String variable) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv(variable)));
    }

    private static void serve(String variable, String name) throws IOException {
        HttpServer server = HttpServer.create(address(variable), 0);
        server.createContext("/", exchange -> {
            byte[] body = name.getBytes(StandardCharsets.UTF_8);
            boolean health = exchange.getRequestURI().getPath().equals("/q/health/ready");
            exchange.sendResponseHeaders(health ? readiness : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static void greet(String variable, String name) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(address(variable));
        Thread greeter = new Thread(() -> {
            while (true) {
                try {
                    Socket client = server.accept();
                    client.getOutputStream().write((name + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    System.out.println("a client was not greeted reason=" + e.getMessage());
                }
            }
        });
        greeter.setDaemon(true);
        greeter.start();
    }
}
