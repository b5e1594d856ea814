package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An HTTP server that hands requests on. What it answers itself has the envelope of the REST API. */
public final class EdgeServer {
    /** The largest request body of the REST API. */
    private static final long MAX_BODY_BYTES = 64 * 1024;

    /** Who is to leave a group is named in the query. */
    private static final int MAX_REQUEST_LINE_BYTES = 64 * 1024;

    private static final int MAX_CONNECTIONS_AN_UPSTREAM = 128;
    private static final int CONNECT_TIMEOUT_MS = 2000;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final Routes routes;
    private final HttpProxy proxy;

    private EdgeServer(Vertx vertx, Routes routes, Duration answerTimeout) {
        this.routes = routes;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setMaxWaitQueueSize(MAX_CONNECTIONS_AN_UPSTREAM);
        HttpClient client =
                vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS_AN_UPSTREAM));
        // Of the request: a connection's would count from its last answer, and end a request that has just begun.
        this.proxy = HttpProxy.reverseProxy(client)
                .origin(context -> client.request(new RequestOptions()
                        .setServer(SocketAddress.inetSocketAddress(
                                routes.port(context.request().getURI()).orElseThrow(), "127.0.0.1"))
                        .setIdleTimeout(answerTimeout.toMillis())))
                .addInterceptor(new Upstream());
    }

    /**
     * Listens on a port of 127.0.0.1 and hands on to six others of it.
     *
     * @param args the ports: its own, account-service's, gateway-service's, history-service's, topic-service's,
     *     callback-service's, contact-service's
     */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Routes routes = new Routes(
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Integer.parseInt(args[6]));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));
        start(vertx, routes, port, ANSWER_TIMEOUT)
                .onSuccess(server -> System.out.println("edge listens port=" + server.actualPort()))
                .onFailure(failure -> {
                    System.err.println("edge cannot listen port=" + port + " reason=" + failure.getMessage());
                    Runtime.getRuntime().halt(1);
                });
    }

    /**
     * Completes when it listens.
     *
     * @param port 0 takes a free one
     * @param answerTimeout how long a service may be silent while it owes an answer
     */
    static Future<HttpServer> start(Vertx vertx, Routes routes, int port, Duration answerTimeout) {
        EdgeServer edge = new EdgeServer(vertx, routes, answerTimeout);
        return vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout((int) (2 * answerTimeout.toMillis()))
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                        // As in the services: an offer of HTTP/2 is passed over.
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(edge::handle)
                .listen(port, "127.0.0.1");
    }

    private void handle(HttpServerRequest request) {
        if (routes.port(Routes.target(request.uri())).isEmpty()) {
            Answers.refuse(request, 404, "no such path");
        } else if (length(request) > MAX_BODY_BYTES) {
            Answers.refuse(request, 413, "request body is larger than " + MAX_BODY_BYTES + " bytes");
        } else {
            proxy.handle(request);
        }
    }

    /** The announced length; bodies without one are measured by the services, which have the same limit. */
    private static long length(HttpServerRequest request) {
        String header = request.getHeader("Content-Length");
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            // Not a number of this size: the proxy refuses it as a bad request.
            return 0;
        }
    }
}
