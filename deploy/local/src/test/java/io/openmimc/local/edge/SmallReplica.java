package io.openmimc.local.edge;

import io.openmimc.local.process.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A replica that answers every request and greets every connection with its name. A request for {@code /break} is taken and
 * not answered: its connection is cut.
 */
final class SmallReplica {
    private final EdgePlan.Place place = new EdgePlan.Place(Ports.free(), Ports.free(), Ports.free(), Ports.free());
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger clients = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final String name;
    private volatile int readiness = 200;
    private volatile boolean silent;

    SmallReplica(String name) {
        this.name = name;
    }

    EdgePlan.Place place() {
        return place;
    }

    SmallReplica start() throws Exception {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1");
        get(vertx.createHttpServer(options).requestHandler(this::serve).listen(place.http()));
        HttpServer management = vertx.createHttpServer(options).requestHandler(request -> {
            if (!silent) {
                request.response().setStatusCode(readiness).end("{}");
            }
        });
        get(management.listen(place.management()));
        get(greeter().listen(place.tcp(), "127.0.0.1"));
        get(greeter().listen(place.webSocket(), "127.0.0.1"));
        return this;
    }

    private NetServer greeter() {
        return vertx.createNetServer().connectHandler(socket -> {
            clients.incrementAndGet();
            socket.closeHandler(gone -> clients.decrementAndGet());
            socket.write(name + "\n");
            socket.handler(socket::write);
        });
    }

    private void serve(HttpServerRequest request) {
        asked.incrementAndGet();
        if (request.path().endsWith("/break")) {
            request.connection().close();
        } else {
            request.body().onSuccess(body -> request.response().end(name + body));
        }
    }

    /** How many requests have reached it. */
    int asked() {
        return asked.get();
    }

    /** How many connections it has greeted that are still open. */
    int clients() {
        return clients.get();
    }

    /** What its readiness is answered with from now on. */
    void readiness(int status) {
        readiness = status;
    }

    /** It takes questions for its readiness, and answers none. */
    void hang() {
        silent = true;
    }

    /** Its ports refuse from now on. */
    void die() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
