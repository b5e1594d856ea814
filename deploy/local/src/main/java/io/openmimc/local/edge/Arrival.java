package io.openmimc.local.edge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request whose body is on its way. It is read before anybody upstream is asked for anything: who sends slowly, or never,
 * takes nobody's place there.
 */
final class Arrival {
    private static final String CONTINUE = "100-continue";

    private final HttpServerRequest request;
    private final Visitor visitor;
    private boolean over;

    Arrival(HttpServerRequest request, Visitor visitor) {
        this.request = request;
        this.visitor = visitor;
    }

    /** Answers a request whose body will not be read, by its headers alone. False if there is nothing to say. */
    boolean refused() {
        List<String> encodings = request.headers().getAll("Transfer-Encoding");
        if (!encodings.isEmpty() && !isChunkedOnly(encodings)) {
            Answers.refuseAndClose(request, visitor, 400, "Transfer-Encoding: only chunked is read, and of HTTP/1.1");
            return true;
        }
        String expected = request.getHeader("Expect");
        if (expected != null && !CONTINUE.equalsIgnoreCase(expected)) {
            Answers.refuseAndClose(request, visitor, 417, "Expect: only 100-continue is known");
            return true;
        }
        if (announcedBytes() > EdgeLimits.MAX_BODY_BYTES) {
            refuseLarge();
            return true;
        }
        return false;
    }

    private boolean isChunkedOnly(List<String> encodings) {
        return request.version() == HttpVersion.HTTP_1_1
                && encodings.size() == 1
                && encodings.get(0).equalsIgnoreCase("chunked");
    }

    /** Gives {@code whole} the body, unless it grows too large, cannot be read, or is cut before. */
    void read(Consumer<Buffer> whole) {
        Buffer body = Buffer.buffer();
        request.exceptionHandler(gone -> over = true);
        request.handler(part -> {
            body.appendBuffer(part);
            if (!over && body.length() > EdgeLimits.MAX_BODY_BYTES) {
                over = true;
                refuseLarge();
            }
        });
        request.endHandler(end -> {
            if (!over) {
                over = true;
                whole.accept(body);
            }
        });
        if (CONTINUE.equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
    }

    /** Answers so and hangs up, if the body has not come yet. */
    void cut(int code, String message) {
        if (!over) {
            over = true;
            request.handler(late -> {});
            request.endHandler(late -> {});
            Answers.refuseAndClose(request, visitor, code, message);
        }
    }

    private void refuseLarge() {
        Answers.refuse(request, visitor, 413, "request body is larger than " + EdgeLimits.MAX_BODY_BYTES + " bytes");
    }

    private long announcedBytes() {
        String header = request.getHeader("Content-Length");
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            // The decoder has read it as a number already; what does not fit is too large.
            return Long.MAX_VALUE;
        }
    }
}
