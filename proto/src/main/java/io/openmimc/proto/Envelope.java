package io.openmimc.proto;

import org.jspecify.annotations.Nullable;

/**
 * What every REST answer looks like, refusals included.
 *
 * @param code 200, or the {@link ErrorCode#number()} of a refusal
 * @param message {@code success}, or why not
 * @param data null where there is nothing to tell
 */
public record Envelope<T>(int code, String message, @Nullable T data) {

    /** SDKs compare this text. */
    public static final String SUCCESS = "success";

    public static <T> Envelope<T> ok(@Nullable T data) {
        return new Envelope<>(200, SUCCESS, data);
    }

    public static Envelope<Void> refused(ErrorCode code, String message) {
        return new Envelope<>(code.number(), message, null);
    }
}
