package io.openmimc.callback;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A server of apps, which behaves as the path says: well, or badly in many ways. */
public final class Receiver implements AutoCloseable {
    /** What it was told. */
    public record Call(
            String path, String delivery, String timestamp, String signature, String type, String body, long nanos) {
        public JsonObject json() {
            return new JsonObject(body);
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong sentBytes = new AtomicLong();
    private final HttpServer http;
    private final NetServer drip;
    private volatile boolean healthy = true;

    public Receiver() {
        http = vertx.createHttpServer(new HttpServerOptions().setPort(0).setHost("127.0.0.1"))
                .requestHandler(this::receive)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        drip = vertx.createNetServer()
                .connectHandler(socket -> {
                    // The head of an answer, a byte a second, for ever.
                    long timer = vertx.setPeriodic(10, 1_000, fired -> socket.write("H"));
                    socket.handler(ignored -> {});
                    socket.closeHandler(closed -> vertx.cancelTimer(timer));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public int port() {
        return http.actualPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Of a server that answers with the head of an answer, a byte a second. */
    public String drippingUrl() {
        return "http://127.0.0.1:" + drip.actualPort() + "/";
    }

    /** What {@code /moody} does: 200 or 503. */
    public void healthy(boolean well) {
        healthy = well;
    }

    private void receive(HttpServerRequest request) {
        int now = running.incrementAndGet();
        most.accumulateAndGet(now, Math::max);
        AtomicInteger open = new AtomicInteger(1);
        Runnable left = () -> running.addAndGet(-open.getAndSet(0));
        request.response().endHandler(end -> left.run());
        request.response().closeHandler(closed -> left.run());
        request.response().exceptionHandler(broken -> {});
        request.body().onSuccess(body -> {
            calls.add(new Call(
                    request.path(),
                    request.getHeader("X-Mimc-Delivery"),
                    request.getHeader("X-Mimc-Timestamp"),
                    request.getHeader("X-Mimc-Signature"),
                    request.getHeader("Content-Type"),
                    body.toString(),
                    System.nanoTime()));
            answer(request.path(), request.response());
        });
    }

    private void answer(String path, HttpServerResponse response) {
        switch (path.split("/")[1]) {
            case "hang":
                break;
            case "slow":
                vertx.setTimer(1_000, fired -> response.end());
                break;
            case "error":
                response.setStatusCode(500).end("no");
                break;
            case "created":
                response.setStatusCode(201).end();
                break;
            case "moody":
                response.setStatusCode(healthy ? 200 : 503).end();
                break;
            case "redirect":
                response.setStatusCode(302).putHeader("Location", url("/ok")).end();
                break;
            case "reset":
                response.reset();
                break;
            case "huge":
                response.setChunked(true);
                huge(response, 10 * 1024);
                break;
            case "drip":
                response.setChunked(true).write("x");
                long timer = vertx.setPeriodic(1_000, fired -> response.write("x"));
                response.closeHandler(closed -> vertx.cancelTimer(timer));
                break;
            default:
                response.end("thanks");
        }
    }

    private void huge(HttpServerResponse response, int kibibytes) {
        if (kibibytes == 0) {
            response.end();
            return;
        }
        response.write(Buffer.buffer(new byte[1024])).onSuccess(written -> {
            sentBytes.addAndGet(1024);
            huge(response, kibibytes - 1);
        });
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    /** How many requests were there at the same time, at most. */
    public int mostAtOnce() {
        return most.get();
    }

    /** What a reader took of {@code /huge}. */
    public long sentBytes() {
        return sentBytes.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
