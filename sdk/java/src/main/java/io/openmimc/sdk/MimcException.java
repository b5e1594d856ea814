package io.openmimc.sdk;

import io.openmimc.proto.ErrorCode;

/**
 * A refusal, by the server or, before anything was sent, by the client itself. Has no stack trace: it is an answer.
 *
 * <p>Codes are the server's: 400 malformed, 401 token or secret refused, 403 not allowed, 404 no such thing, 409 not logged
 * in, 413 too large, 429 too many, 503 not reachable or not available. A send that failed with 503 may still have been
 * taken: send it again under the same packetId to make sure.
 */
public final class MimcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    public MimcException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    MimcException(ErrorCode code, String message) {
        this(code.number(), message);
    }

    public int code() {
        return code;
    }

    /** Whether the same request may succeed a little later. */
    public boolean isTemporary() {
        return code == ErrorCode.RATE_LIMITED.number() || code == ErrorCode.UNAVAILABLE.number();
    }

    @Override
    public String toString() {
        return "MimcException: " + code + " " + getMessage();
    }
}
