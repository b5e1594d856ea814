package io.openmimc.account.callback;

import io.openmimc.local.process.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * In place of callback-service: says what it was asked. For app 503 it refuses with a Retry-After, for app 999 it never answers.
 * Before it stands an address that nobody listens on, as that of a replica that is away.
 */
public class CallbackServiceStandIn implements QuarkusTestResourceLifecycleManager {
    private final Vertx vertx = Vertx.vertx();

    @Override
    public Map<String, String> start() {
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.toString())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        return Map.of(
                "openmimc.callbacks.addresses",
                "127.0.0.1:" + Ports.free() + ",127.0.0.1:" + port,
                "openmimc.callbacks.answer-time",
                "1s");
    }

    private static void answer(HttpServerRequest request, String body) {
        if (request.path().contains("/999/")) {
            return;
        }
        if (request.path().contains("/503/")) {
            request.response().putHeader("Retry-After", "1").setStatusCode(503);
        }
        request.response()
                .putHeader("Content-Type", "application/json;charset=UTF-8")
                .end(new JsonObject()
                        .put("asked", request.method() + " " + request.uri())
                        .put("operator", request.getHeader("Authorization"))
                        .put("body", body)
                        .encode());
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
