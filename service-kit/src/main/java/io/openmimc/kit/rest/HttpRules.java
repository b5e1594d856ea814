package io.openmimc.kit.rest;

import io.openmimc.proto.ErrorCode;
import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds before an endpoint is chosen: paths as old clients write them ({@code //api/…}, a slash at the end), CORS,
 * text that is UTF-8, the limits of a head and a body, and an envelope for whatever reaches no endpoint. docs/rest-api.md
 * "Rules for every endpoint".
 */
@Singleton
public class HttpRules {
    private static final String API = "/api/";
    private static final String QUARKUS = "/q/";
    private static final String UNMATCHED = "/unmatched";
    private static final int FIRST = 10_000;
    private static final int URI_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;
    /** Line ends and the colon with its space. */
    private static final int HEADER_OVERHEAD_BYTES = 4;

    private final HttpConfig config;
    private final RequestBodies bodies;

    HttpRules(HttpConfig config) {
        this.config = config;
        this.bodies = new RequestBodies(config);
    }

    void register(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
        filters.register(bodies::whole, FIRST - 1);
    }

    void unknownPaths(@Observes Router router) {
        router.route()
                .order(Integer.MAX_VALUE)
                .handler(context -> EarlyAnswer.send(context, 404, ErrorCode.NOT_FOUND.number(), "no such path"));
        // Before Quarkus' own, which answers without an envelope.
        router.route().order(-FIRST).failureHandler(this::failed);
    }

    private void failed(RoutingContext context) {
        int status = context.statusCode();
        if (status == ErrorCode.TOO_LARGE.number()) {
            bodies.tooLarge(context);
        } else if (status >= 500 && bodies.reading(context)) {
            bodies.unreadable(context);
        } else if (status >= 400 && status < 500) {
            // Vert.x' own refusals: no Host, an Expect that nobody knows.
            headers(context);
            EarlyAnswer.refuseAndClose(context, status, "request: cannot be read");
        } else {
            context.next();
        }
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path() == null ? "/" : request.path();
        nameless(context, path);
        String tidy = tidy(path);
        if (!tidy.equals(path)) {
            context.reroute(withQuery(tidy, request.query()));
            return;
        }
        if (!path.startsWith(API)) {
            context.next();
            return;
        }
        headers(context);
        if (request.method() == HttpMethod.OPTIONS) {
            context.response().setStatusCode(204).end();
        } else if (request.uri().length() > config.maxUri().asLongValue()) {
            EarlyAnswer.refuse(
                    context,
                    URI_TOO_LONG,
                    URI_TOO_LONG,
                    "path and query: longer than " + config.maxUri().asLongValue() + " bytes");
        } else if (size(request.headers()) > config.maxHeaders().asLongValue()) {
            EarlyAnswer.refuse(
                    context,
                    HEADERS_TOO_LARGE,
                    HEADERS_TOO_LARGE,
                    "headers: larger than " + config.maxHeaders().asLongValue() + " bytes");
        } else {
            text(context, path, request.query());
        }
    }

    private void text(RoutingContext context, String path, @Nullable String query) {
        HttpServerRequest request = context.request();
        String wrong = RequestText.path(path);
        if (wrong == null && query != null) {
            wrong = RequestText.query(query);
        }
        if (wrong == null && !context.normalizedPath().startsWith(API)) {
            // Dot segments that lead out of the API.
            EarlyAnswer.refuse(context, ErrorCode.NOT_FOUND.number(), ErrorCode.NOT_FOUND.number(), "no such path");
            return;
        }
        if (wrong == null) {
            String uri = withQuery(path, query);
            String ascii = RequestText.ascii(uri);
            if (!ascii.equals(uri)) {
                // Before the headers are read: that can be done once only.
                context.reroute(ascii);
                return;
            }
            wrong = RequestText.headers(request.headers());
        }
        if (wrong != null) {
            EarlyAnswer.badRequest(context, wrong);
            return;
        }
        // Every answer is JSON; who asks for something else is better served with it than with a refusal.
        request.headers().set("Accept", "*/*");
        bodies.admit(context);
    }

    /**
     * Until an endpoint is chosen, a request counts under one name: paths are made up by whoever sends them, and must not
     * become values of a metric's label. What Quarkus keeps out of the metrics stays out.
     */
    private static void nameless(RoutingContext context, String path) {
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(context);
        if (metric != null && !path.startsWith(QUARKUS)) {
            metric.setTemplatePath(UNMATCHED);
        }
    }

    /** Once for each request, also where it is routed again: they are set, not added. */
    private void headers(RoutingContext context) {
        String path = context.request().path();
        context.addHeadersEndHandler(done -> secret(context.response().headers()));
        if (path == null || !path.startsWith(ErrorMapper.ADMIN)) {
            // Operators' pages are of the same origin; nobody else's may read their answers.
            Cors.onAnswer(context, config.corsOrigins());
        }
    }

    /** Answers hold tokens, secrets and messages: nobody on the way keeps them, no browser takes them for a page. */
    private static void secret(MultiMap headers) {
        if (!headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-store");
        }
        headers.set("X-Content-Type-Options", "nosniff");
    }

    private static long size(MultiMap headers) {
        long bytes = 0;
        for (Map.Entry<String, String> header : headers) {
            bytes += header.getKey().length() + header.getValue().length() + HEADER_OVERHEAD_BYTES;
        }
        return bytes;
    }

    private static String withQuery(String path, @Nullable String query) {
        return query == null ? path : path + "?" + query;
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
}
