package io.openmimc.local.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.process.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An edge with upstreams that say what they got: their name, the target, the header X-Echo and the body; or for a target
 * that ends with {@code /who}: what they hear of where the request came from.
 */
record SmallEdge(Vertx vertx, int port, EdgeLimits limits) implements AutoCloseable {
    static SmallEdge start(EdgeLimits limits) throws Exception {
        Vertx vertx = Vertx.vertx();
        SmallEdge edge = new SmallEdge(vertx, 0, limits);
        Routes routes = new Routes(
                edge.pool("account", edge.upstream("account")),
                edge.pool("gateway", edge.upstream("gateway")),
                edge.pool("history", Ports.free()),
                edge.pool("topic", edge.upstream("topic")),
                edge.pool("callback", edge.upstream("callback")),
                edge.pool("contact", edge.upstream("contact")));
        return new SmallEdge(
                vertx, get(EdgeServer.start(vertx, routes, 0, limits)).actualPort(), limits);
    }

    /** A connection from that address of this machine. */
    Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return socket;
    }

    String exchange(String request) throws IOException {
        return exchange("127.0.0.1", request);
    }

    /** Sends the request, told to be the last of its connection, and answers all that comes back. */
    String exchange(String from, String request) throws IOException {
        try (Socket socket = connect(from)) {
            String closing = request.replaceFirst("\r\n", "\r\nHost: resolver.msg.xiaomi.net\r\nConnection: close\r\n");
            send(socket, closing);
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    static void assertEnvelope(String answer, int code) {
        // What cannot be read is answered as HTTP/1.0, which says no less.
        assertThat(answer).matches("(?s)HTTP/1\\.[01] " + code + " .*").contains("Access-Control-Allow-Origin: *");
        assertThat(envelope(answer).getInteger("code")).isEqualTo(code);
        assertThat(envelope(answer).containsKey("data")).isTrue();
    }

    static JsonObject envelope(String answer) {
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private Pool pool(String name, int port) {
        return new Pool(vertx, name, List.of(new EdgePlan.Place(port, 0, 0, 0)));
    }

    private int upstream(String name) throws Exception {
        return get(vertx.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(64 * 1024))
                        .requestHandler(request ->
                                request.body().onSuccess(body -> answer(request, text(name, request, body.toString()))))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    private static String text(String name, HttpServerRequest request, String body) {
        return request.uri().endsWith("/who")
                ? request.headers().entries().stream()
                        .filter(header -> header.getKey().matches("(?i)(x-)?(forwarded|real).*"))
                        .map(header -> header.getKey() + "=" + header.getValue())
                        .sorted()
                        .collect(Collectors.joining(" "))
                : (name + " " + request.uri() + echo(request) + " " + body).strip();
    }

    /** A char of a header is a byte. */
    private static String echo(HttpServerRequest request) {
        String header = request.getHeader("X-Echo");
        return header == null ? "" : " " + new String(header.getBytes(ISO_8859_1), UTF_8);
    }

    private void answer(HttpServerRequest request, String body) {
        if (request.uri().endsWith("/late")) {
            vertx.setTimer(limits.times().answer().toMillis() * 2 / 3, now -> request.response()
                    .end(body));
        } else if (!request.uri().endsWith("/never")) {
            request.response().end(body);
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        get(vertx.close());
    }
}
