package io.openmimc.kit.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The one place where a failure becomes a REST answer, always with an {@link Envelope}. What an endpoint refuses is HTTP
 * 200 with the verdict in {@code code}, because old SDKs throw on every other status; under {@value #ADMIN} the status is
 * the code, and everywhere for BUSY, which proxies and clients of servers act upon. docs/rest-api.md "Rules for every endpoint".
 */
class ErrorMapper {
    static final String ADMIN = "/api/admin/";

    private static final Logger LOG = Logger.getLogger(ErrorMapper.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    @ServerExceptionMapper
    Response refused(ImException e, UriInfo uri) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        boolean busy = e.code() == ErrorCode.BUSY;
        Response.ResponseBuilder answer =
                reply(busy || uri.getPath().startsWith(ADMIN) ? e.code().number() : 200, e.code(), message);
        if (busy || e.code() == ErrorCode.RATE_LIMITED) {
            answer.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }

    /** A stage that failed in a later step wraps what it failed with. */
    @ServerExceptionMapper
    Response failedStage(CompletionException e, UriInfo uri) {
        Throwable cause = Failures.cause(e);
        return cause instanceof ImException refusal ? refused(refusal, uri) : unexpected(cause, uri);
    }

    @ServerExceptionMapper
    Response wrongType(MismatchedInputException e, UriInfo uri) {
        return refused(new ImException(ErrorCode.BAD_REQUEST, JsonErrors.describe(e)), uri);
    }

    /** What the framework refuses: no such path, wrong method or media type, unreadable body. */
    @ServerExceptionMapper
    Response refusedByFramework(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return refused(new ImException(ErrorCode.BAD_REQUEST, JsonErrors.describe(json)), uri);
        }
        int status = e.getResponse().getStatus();
        switch (status) {
            case 400:
                return refused(new ImException(ErrorCode.BAD_REQUEST, "request: cannot be read"), uri);
            case 404:
                return reply(404, ErrorCode.NOT_FOUND, "no such path").build();
            case 405:
                return methodNotAllowed(e.getResponse());
            case 413:
                return reply(413, ErrorCode.TOO_LARGE, "body: over the limit").build();
            case 415:
                return reply(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")
                        .build();
            default:
                if (status >= 500) {
                    return unexpected(e, uri);
                }
                return Response.status(status)
                        .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
                        .entity(new Envelope<Void>(
                                status, e.getResponse().getStatusInfo().getReasonPhrase(), null))
                        .build();
        }
    }

    private static Response methodNotAllowed(Response refusal) {
        Response.ResponseBuilder answer = reply(405, ErrorCode.METHOD_NOT_ALLOWED, "method not allowed here");
        Object allow = refusal.getHeaders().getFirst("Allow");
        return (allow == null ? answer : answer.header("Allow", allow)).build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, UriInfo uri) {
        LOG.errorf(e, "request failed path=%s", uri.getPath());
        return reply(500, ErrorCode.INTERNAL, "internal error").build();
    }

    private static Response.ResponseBuilder reply(int status, ErrorCode code, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
                .entity(Envelope.refused(code, message));
    }
}
