package io.openmimc.local.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The answers that the edge gives by itself. */
final class Answers {
    static final String JSON = "application/json;charset=UTF-8";
    /** Without these a page of another origin cannot even read that it failed. */
    static final Map<String, String> CORS = Map.of(
            "Access-Control-Allow-Origin", "*",
            "Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,OPTIONS",
            "Access-Control-Allow-Headers",
                    "content-type,accept,token,topicId,appId,appKey,appSecret,appAccount,appAccountEncode,idempotency-key",
            "Access-Control-Expose-Headers", "Retry-After",
            "Access-Control-Max-Age", "86400");

    /** A refused body up to this size is read and thrown away, so that its sender finds the answer and not a reset. */
    private static final long MAX_DISCARDED_BYTES = 8 * 1024 * 1024;

    private Answers() {}

    static Buffer envelope(int code, String message) {
        return new JsonObject()
                .put("code", code)
                .put("message", message)
                .putNull("data")
                .toBuffer();
    }

    /** Answers once the request's body has passed by, or at once, and then hangs up, when it is larger than 8 MiB. */
    static void refuse(HttpServerRequest request, int code, String message) {
        CORS.forEach(request.response()::putHeader);
        request.response().setStatusCode(code).putHeader("Content-Type", JSON);
        long[] discarded = {0};
        request.exceptionHandler(gone -> {});
        request.handler(part -> {
            discarded[0] += part.length();
            if (discarded[0] > MAX_DISCARDED_BYTES && !request.response().ended()) {
                request.response().putHeader("Connection", "close").end(envelope(code, message));
            }
        });
        request.endHandler(end -> {
            if (!request.response().ended()) {
                request.response().end(envelope(code, message));
            }
        });
    }
}
