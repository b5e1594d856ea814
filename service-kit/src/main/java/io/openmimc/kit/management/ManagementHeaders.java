package io.openmimc.kit.management;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What every answer of the management port says to a browser. A page that needs more than nothing says so itself. */
@Singleton
class ManagementHeaders {
    private static final int FIRST = -10_000;

    void register(@Observes ManagementInterface management) {
        management.router().route().order(FIRST).handler(ManagementHeaders::add);
    }

    private static void add(RoutingContext context) {
        HttpServerResponse answer = context.response();
        answer.putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        answer.putHeader("X-Content-Type-Options", "nosniff");
        answer.putHeader("Referrer-Policy", "no-referrer");
        context.next();
    }
}
