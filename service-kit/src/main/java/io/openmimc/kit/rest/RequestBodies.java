package io.openmimc.kit.rest;

import io.openmimc.proto.ErrorCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;

/** What a body must obey before an endpoint reads it: its coding, its size, and the time that it takes to arrive. */
final class RequestBodies {
    private static final String READING = RequestBodies.class.getName();
    private static final int REQUEST_TIMEOUT = 408;
    private static final int NOT_IMPLEMENTED = 501;

    private final long maxBytes;
    private final long maxMillis;
    private final BodyHandler undeclaredLength;

    RequestBodies(HttpConfig config) {
        this.maxBytes = config.maxBody().asLongValue();
        this.maxMillis = config.bodyTime().toMillis();
        this.undeclaredLength = BodyHandler.create(false).setBodyLimit(maxBytes);
    }

    /** Hands the request on, or answers it. */
    void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String transfer = request.getHeader("Transfer-Encoding");
        String encoding = request.getHeader("Content-Encoding");
        if (transfer != null && !transfer.strip().equalsIgnoreCase("chunked")) {
            EarlyAnswer.refuseAndClose(context, NOT_IMPLEMENTED, "Transfer-Encoding: only chunked is read here");
        } else if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            EarlyAnswer.refuse(
                    context,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE.number(),
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE.number(),
                    "Content-Encoding: is not read here, send the body as it is");
        } else if (declaredLength(request) > maxBytes) {
            tooLarge(context);
        } else {
            limitTime(context);
            read(context, transfer != null);
        }
    }

    void tooLarge(RoutingContext context) {
        EarlyAnswer.refuse(
                context,
                ErrorCode.TOO_LARGE.number(),
                ErrorCode.TOO_LARGE.number(),
                "body: larger than " + maxBytes + " bytes");
    }

    private void read(RoutingContext context, boolean undeclared) {
        if (!undeclared || context.request().isEnded()) {
            context.next();
            return;
        }
        context.put(READING, true);
        // Quarkus' request runs on as soon as it has one of its handlers: the end of an empty body would pass before
        // anybody listens for it, and nobody ever answer.
        context.request().pause();
        // Its length shows only while it is read: read here, where a refusal still can be an envelope.
        undeclaredLength.handle(context);
    }

    /** After a body without a declared length has been read: what is not there is an empty body, not one yet to come. */
    void whole(RoutingContext context) {
        boolean read = context.remove(READING) != null;
        if ((read || context.request().isEnded()) && context.body().buffer() == null) {
            ((RoutingContextInternal) context).setBody(Buffer.buffer());
        }
        context.next();
    }

    /** Whether a failure came up while such a body was read: its chunks make no sense, or its client went away. */
    boolean reading(RoutingContext context) {
        return context.get(READING) != null;
    }

    void unreadable(RoutingContext context) {
        EarlyAnswer.refuseAndClose(context, ErrorCode.BAD_REQUEST.number(), "body: its chunks cannot be read");
    }

    /** A body that trickles in is cut: it would hold its connection, and a place at the edge, for as long as it likes. */
    private void limitTime(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            return;
        }
        long limit = context.vertx().setTimer(maxMillis, timer -> {
            if (!request.isEnded()) {
                EarlyAnswer.refuseAndClose(context, REQUEST_TIMEOUT, "body: took longer than " + maxMillis + " ms");
            }
        });
        context.addEndHandler(end -> context.vertx().cancelTimer(limit));
    }

    private static long declaredLength(HttpServerRequest request) {
        String declared = request.getHeader("Content-Length");
        Long length = declared == null ? null : FlexibleLong.parse(declared);
        return length == null ? 0 : length;
    }
}
