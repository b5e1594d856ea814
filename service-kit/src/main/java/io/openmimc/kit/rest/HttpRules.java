package io.openmimc.kit.rest;

import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * What holds before an endpoint is chosen: paths as old clients write them ({@code //api/…}, a slash at the end), CORS,
 * the size of a body, and an envelope for a path that nobody serves. docs/rest-api.md "Rules for every endpoint".
 */
@Singleton
public class HttpRules {
    private static final String API = "/api/";
    private static final int FIRST = 10_000;
    private static final Duration DISCARD = Duration.ofSeconds(5);

    private final HttpConfig config;
    private final BodyHandler undeclaredLength;

    HttpRules(HttpConfig config) {
        this.config = config;
        this.undeclaredLength =
                BodyHandler.create(false).setBodyLimit(config.maxBody().asLongValue());
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    void unknownPaths(@Observes Router router) {
        router.route()
                .order(Integer.MAX_VALUE)
                .handler(context -> refuse(context, ErrorCode.NOT_FOUND, "no such path"));
        // Before Quarkus' own, which answers without an envelope.
        router.route().order(-FIRST).failureHandler(context -> {
            if (context.statusCode() == ErrorCode.TOO_LARGE.number()) {
                refuseBody(context);
            } else {
                context.next();
            }
        });
    }

    private void enter(RoutingContext context) {
        String path = context.request().path();
        String tidy = path == null ? "/" : tidy(path);
        if (!tidy.equals(path)) {
            String query = context.request().query();
            context.reroute(query == null ? tidy : tidy + "?" + query);
            return;
        }
        if (!path.startsWith(API)) {
            context.next();
            return;
        }
        Cors.onAnswer(context, config.corsOrigins());
        if (context.request().method() == HttpMethod.OPTIONS) {
            context.response().setStatusCode(204).end();
        } else if (declaredLength(context) > config.maxBody().asLongValue()) {
            refuseBody(context);
        } else if (context.request().headers().contains("Transfer-Encoding")) {
            // Its length shows only while it is read: read here, where a refusal still can be an envelope.
            undeclaredLength.handle(context);
        } else {
            context.next();
        }
    }

    /**
     * Refuses at once, and throws the rest of the body away for a while: a client that still sends would otherwise get a
     * reset connection in place of the answer.
     */
    private void refuseBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpConnection connection = request.connection();
        long deadline = context.vertx().setTimer(DISCARD.toMillis(), timer -> connection.close());
        request.handler(discarded -> {});
        request.endHandler(end -> context.vertx().cancelTimer(deadline));
        request.resume();
        refuse(
                context,
                ErrorCode.TOO_LARGE,
                "body: larger than " + config.maxBody().asLongValue() + " bytes");
    }

    /** The path without doubled slashes at the start and, under the API, without slashes at the end. */
    static String tidy(String path) {
        int start = 0;
        while (start + 1 < path.length() && path.charAt(start) == '/' && path.charAt(start + 1) == '/') {
            start++;
        }
        int end = path.length();
        while (path.startsWith(API, start) && end > start + API.length() && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }

    private static long declaredLength(RoutingContext context) {
        Long length = FlexibleLong.parse(
                context.request().headers().get("Content-Length") == null
                        ? "0"
                        : context.request().headers().get("Content-Length"));
        return length == null ? 0 : length;
    }

    private static void refuse(RoutingContext context, ErrorCode code, String message) {
        if (context.response().ended()) {
            return;
        }
        Envelope<Void> envelope = Envelope.refused(code, message);
        context.response()
                .setStatusCode(code.number())
                .putHeader("Content-Type", "application/json;charset=UTF-8")
                .end(new JsonObject()
                        .put("code", envelope.code())
                        .put("message", envelope.message())
                        .putNull("data")
                        .encode());
    }
}
