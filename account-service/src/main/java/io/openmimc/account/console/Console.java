package io.openmimc.account.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** Serves the operators' page at {@code /console}. It holds no secret: it asks for the admin token and calls the API. */
@Singleton
class Console {
    private static final String PAGE = "console/index.html";

    private final Buffer page;

    Console() {
        this.page = load();
    }

    void register(@Observes Router router) {
        router.get("/console").handler(this::answer);
        router.get("/console/").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        HttpServerResponse answer = context.response();
        answer.putHeader("Content-Type", "text/html;charset=UTF-8");
        answer.putHeader("Cache-Control", "no-cache");
        answer.putHeader("X-Content-Type-Options", "nosniff");
        answer.putHeader("Referrer-Policy", "no-referrer");
        // Nothing from elsewhere, and no other page may frame this one.
        answer.putHeader(
                "Content-Security-Policy",
                "default-src 'none'; connect-src 'self'; img-src data:; style-src 'unsafe-inline';"
                        + " script-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        answer.end(page);
    }

    private static Buffer load() {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(PAGE)) {
            if (in == null) {
                throw new IllegalStateException(PAGE + " is not in the build");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(PAGE + " cannot be read", e);
        }
    }
}
