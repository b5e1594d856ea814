package io.openmimc.local.edge;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;

/** The answers that the edge gives by itself. */
final class Answers {
    static final String JSON = "application/json;charset=UTF-8";
    /** Without these a page of another origin cannot even read that it failed. */
    static final Map<String, String> HEADERS = Map.of(
            "Access-Control-Allow-Origin", "*",
            "Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,OPTIONS",
            "Access-Control-Allow-Headers",
                    "content-type,accept,token,topicId,appId,appKey,appSecret,appAccount,appAccountEncode,idempotency-key",
            "Access-Control-Expose-Headers", "Retry-After",
            "Access-Control-Max-Age", "86400",
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff");

    /** How long and how much of a refused body is thrown away, so that its sender finds the answer and not a reset. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final long MAX_DISCARDED_BYTES = 8 * 1024 * 1024;
    /** What is left of a request that cannot be read has this long to arrive. */
    private static final Duration SHORT_LINGER = Duration.ofMillis(500);

    private Answers() {}

    static Buffer envelope(int code, String message) {
        return new JsonObject()
                .put("code", code)
                .put("message", message)
                .putNull("data")
                .toBuffer();
    }

    /** Answers at once. The connection goes on only if the rest of the request's body, if any, passes by soon. */
    static void refuse(HttpServerRequest request, Visitor visitor, int code, String message) {
        if (request.isEnded()) {
            prepare(request.response(), code).end(envelope(code, message));
            return;
        }
        long[] discarded = {0};
        request.exceptionHandler(gone -> {});
        request.handler(part -> {
            discarded[0] += part.length();
            if (discarded[0] > MAX_DISCARDED_BYTES) {
                visitor.hangUp();
            }
        });
        request.endHandler(end -> request.response().end());
        if (code == 413 || request.headers().contains("Expect")) {
            // Whether the body comes nevertheless is up to the client, so what follows cannot be told apart.
            request.response().putHeader("Connection", "close");
        }
        write(request.response(), code, message);
        visitor.within(LINGER, visitor::hangUp);
        request.resume();
    }

    /** Answers and hangs up, for what cannot be read any further. */
    static void refuseAndClose(HttpServerRequest request, Visitor visitor, int code, String message) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            visitor.hangUp();
            return;
        }
        response.putHeader("Connection", "close");
        write(response, code, message);
        visitor.within(SHORT_LINGER, visitor::hangUp);
    }

    /** Answers a request that is no HTTP, by what its decoder says. */
    static void refuseUnreadable(HttpServerRequest request, Visitor visitor) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            refuseAndClose(
                    request,
                    visitor,
                    414,
                    "request line is longer than " + EdgeServer.MAX_REQUEST_LINE_BYTES + " bytes");
        } else if (cause instanceof TooLongHttpHeaderException) {
            refuseAndClose(request, visitor, 431, "headers are longer than " + EdgeServer.MAX_HEADER_BYTES + " bytes");
        } else {
            refuseAndClose(request, visitor, 400, "request is not HTTP");
        }
    }

    /** Writes the whole answer without ending it: a response that ends closes a connection whose body is still coming. */
    private static void write(HttpServerResponse response, int code, String message) {
        Buffer body = envelope(code, message);
        prepare(response, code)
                .putHeader("Content-Length", Integer.toString(body.length()))
                .write(body);
    }

    private static HttpServerResponse prepare(HttpServerResponse response, int code) {
        HEADERS.forEach(response::putHeader);
        if (code == 429 || code == 503) {
            response.putHeader("Retry-After", "1");
        }
        return response.setStatusCode(code).putHeader("Content-Type", JSON);
    }
}
