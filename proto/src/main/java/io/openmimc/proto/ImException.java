package io.openmimc.proto;

import java.util.Objects;

/** A refusal: an answer to the caller, not a fault, so it has no stack trace. Its message is shown to the caller. */
public final class ImException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /**
     * @param message what is wrong and, where it helps, what to do; it must hold no secret
     */
    public ImException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public ErrorCode code() {
        return code;
    }
}
