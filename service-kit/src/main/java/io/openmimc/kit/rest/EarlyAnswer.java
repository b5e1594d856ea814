package io.openmimc.kit.rest;

import io.openmimc.proto.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Envelopes for requests that reach no endpoint. */
final class EarlyAnswer {
    private static final Duration DISCARD = Duration.ofSeconds(5);

    private static final Duration LINGER = Duration.ofSeconds(1);

    private EarlyAnswer() {}

    /** Answers once; a second answer is dropped. */
    static Future<Void> send(RoutingContext context, int status, int code, String message) {
        if (context.response().ended() || context.response().closed()) {
            return Future.succeededFuture();
        }
        return context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json;charset=UTF-8")
                .end(new JsonObject()
                        .put("code", code)
                        .put("message", message)
                        .putNull("data")
                        .encode());
    }

    /** As an endpoint refuses: in HTTP 200, except under the administration. */
    static void badRequest(RoutingContext context, String message) {
        int code = ErrorCode.BAD_REQUEST.number();
        String path = context.request().path();
        refuse(context, path != null && path.startsWith(ErrorMapper.ADMIN) ? code : 200, code, message);
    }

    /**
     * Refuses at once, and throws the rest of the body away for a while: a client that still sends would otherwise get a
     * reset connection in place of the answer.
     */
    static void refuse(RoutingContext context, int status, int code, String message) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            HttpConnection connection = request.connection();
            request.pause(); // else Quarkus' request runs on as soon as it has one of the handlers
            long deadline = context.vertx().setTimer(DISCARD.toMillis(), timer -> connection.close());
            request.handler(discarded -> {});
            request.endHandler(end -> context.vertx().cancelTimer(deadline));
            request.exceptionHandler(gone -> context.vertx().cancelTimer(deadline));
            request.resume();
        }
        send(context, status, code, message);
    }

    /**
     * Refuses what leaves unclear where the next request on the connection begins, or takes too long to arrive. What still
     * comes is thrown away for a moment before the connection is closed, so that the client can read the answer.
     */
    static void refuseAndClose(RoutingContext context, int status, String message) {
        HttpServerRequest request = context.request();
        HttpConnection connection = request.connection();
        context.response().putHeader("Connection", "close");
        Future<Void> sent = send(context, status, status, message);
        if (request.isEnded()) {
            sent.onComplete(done -> connection.close());
            return;
        }
        long deadline = context.vertx().setTimer(LINGER.toMillis(), timer -> connection.close());
        request.pause(); // as above
        request.handler(discarded -> {});
        request.endHandler(end -> {
            context.vertx().cancelTimer(deadline);
            sent.onComplete(done -> connection.close());
        });
        request.exceptionHandler(gone -> context.vertx().cancelTimer(deadline));
        request.resume();
    }
}
