package io.openmimc.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.CallbackVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The server of an app: takes its callbacks if they are genuine, and answers 200. */
final class AppServer implements AutoCloseable {
    /**
     * What it was told.
     *
     * @param atNanos when the whole of it was there, in {@link System#nanoTime}
     */
    record Callback(String delivery, JsonNode body, long atNanos) {
        byte[] payload() {
            try {
                return body.path("payload").binaryValue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int THREADS = 8;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CallbackVerifier verifier;
    private final Consumer<Callback> listener;
    private final List<String> forged = new CopyOnWriteArrayList<>();

    /**
     * Lets all callbacks of the app come here; it must not have had any before.
     *
     * @param listener called by several threads
     */
    AppServer(Cloud cloud, AppCredentials app, Consumer<Callback> listener) {
        this.listener = listener;
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        verifier = new CallbackVerifier(cloud.callbacks(app, url()));
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String delivery = exchange.getRequestHeaders().getFirst("X-Mimc-Delivery");
        boolean genuine = verifier.isGenuine(
                exchange.getRequestHeaders().getFirst("X-Mimc-Timestamp"),
                exchange.getRequestHeaders().getFirst("X-Mimc-Signature"),
                body);
        if (genuine) {
            listener.accept(new Callback(delivery, JSON.readTree(body), System.nanoTime()));
        } else {
            forged.add(delivery);
        }
        exchange.sendResponseHeaders(genuine ? 200 : 401, -1);
        exchange.close();
    }

    /** Ids of callbacks whose signature did not fit. */
    List<String> forged() {
        return forged;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
