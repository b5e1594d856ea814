package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An HTTP server that hands requests on. What it answers itself has the envelope of the REST API. */
final class EdgeServer {
    /** Who is to leave a group is named in the query. */
    static final int MAX_REQUEST_LINE_BYTES = 64 * 1024;

    /** As in the services. */
    static final int MAX_HEADER_BYTES = 16 * 1024;

    private static final int CONNECT_TIMEOUT_MS = 2000;
    private static final String CROWDED = "too many open requests, try again";
    /** They have a port of their own; here one would be a way past what is judged. */
    private static final ProxyOptions NO_WEB_SOCKETS = new ProxyOptions().setSupportWebSocket(false);

    private final Vertx vertx;
    private final Routes routes;
    private final EdgeLimits limits;
    private final HttpClient client;
    private final Places requests;
    private final Places connections;
    /** Confined to the server's event loop, and no larger than the places of connections. */
    private final Map<HttpConnection, Visitor> visitors = new HashMap<>();

    private EdgeServer(Vertx vertx, Routes routes, EdgeLimits limits) {
        this.vertx = vertx;
        this.routes = routes;
        this.limits = limits;
        this.requests = new Places(limits.requests());
        this.connections = new Places(limits.connections());
        // As many as requests may be open: nobody waits for a connection, so nobody can be kept from one.
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS),
                new PoolOptions().setHttp1MaxSize(limits.requests().inAll()));
    }

    /**
     * Completes when it listens.
     *
     * @param port 0 takes a free one
     */
    static Future<HttpServer> start(Vertx vertx, Routes routes, int port, EdgeLimits limits) {
        EdgeServer edge = new EdgeServer(vertx, routes, limits);
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                // As in the services: an offer of HTTP/2 is passed over.
                .setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> edge.connected(connection, options))
                .invalidRequestHandler(edge::unreadable)
                .requestHandler(edge::handle)
                .listen(port, "127.0.0.1");
    }

    private void connected(HttpConnection connection, HttpServerOptions options) {
        Optional<Places.Place> place =
                connections.take(connection.remoteAddress().hostAddress(), connection::close);
        if (place.isEmpty()) {
            connection.close();
            return;
        }
        Visitor visitor = new Visitor(vertx, connection, place.get());
        StrictRequestDecoder.on(connection, options, visitor::sendsNonsense);
        visitors.put(connection, visitor);
        visitor.waits(limits.times().head());
        connection.closeHandler(closed -> {
            visitors.remove(connection);
            visitor.gone();
        });
    }

    private void unreadable(HttpServerRequest request) {
        Visitor visitor = visitors.get(request.connection());
        if (visitor != null) {
            Answers.refuseUnreadable(request, visitor);
        }
    }

    private void handle(HttpServerRequest request) {
        Visitor visitor = visitors.get(request.connection());
        if (visitor == null) {
            // It has gone, or is about to.
            return;
        }
        request.response().endHandler(ended -> visitor.waits(limits.times().idle()));
        Optional<RequestTarget> target = RequestTarget.of(request.uri());
        if (target.isEmpty()) {
            Answers.refuse(request, visitor, 400, "path: hides dot segments or control characters");
            return;
        }
        Optional<Pool> service = routes.pool(target.get().path());
        if (service.isEmpty()) {
            Answers.refuse(request, visitor, 404, "no such path");
            return;
        }
        Arrival arrival = new Arrival(request, visitor);
        if (!arrival.refused()) {
            admit(
                    request,
                    visitor,
                    arrival,
                    body -> handOn(
                            request, visitor, new Upstream(target.get(), body, visitor.address()), service.get()));
        }
    }

    private void admit(HttpServerRequest request, Visitor visitor, Arrival arrival, Consumer<Buffer> whole) {
        Optional<Places.Place> place = requests.take(visitor.address(), () -> arrival.cut(429, CROWDED));
        if (place.isEmpty()) {
            Answers.refuse(request, visitor, requests.full(visitor.address()) ? 429 : 503, CROWDED);
            return;
        }
        request.response().endHandler(ended -> {
            place.get().giveBack();
            visitor.waits(limits.times().idle());
        });
        request.response().closeHandler(closed -> place.get().giveBack());
        Duration limit = limits.times().body();
        visitor.within(limit, () -> arrival.cut(408, "request body took longer than " + limit.toSeconds() + " s"));
        visitor.sends(arrival);
        arrival.read(body -> {
            place.get().works();
            visitor.works(limits.times().exchange());
            whole.accept(body);
        });
    }

    private void handOn(HttpServerRequest request, Visitor visitor, Upstream upstream, Pool service) {
        HttpProxy.reverseProxy(NO_WEB_SOCKETS, client)
                .origin(context -> service.reach(service.inTurn(), replica -> client.request(to(replica.place())))
                        .onSuccess(visitor::servedBy))
                .addInterceptor(upstream)
                .handle(request);
    }

    private RequestOptions to(EdgePlan.Place place) {
        // Of the request: a connection's would count from its last answer, and end a request that has just begun.
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(place.http(), "127.0.0.1"))
                .setIdleTimeout(limits.times().answer().toMillis());
    }
}
