package io.openmimc.kit.rest;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import org.jspecify.annotations.Nullable;

/** Checks of request fields; each throws {@link ImException} BAD_REQUEST with a message that names the field. */
public final class Fields {
    private Fields() {}

    /** A request body that has to be there. */
    public static <T> T body(@Nullable T body) {
        if (body == null) {
            throw new ImException(ErrorCode.BAD_REQUEST, "body: missing, a JSON object is expected");
        }
        return body;
    }

    /** A field that has to be there. */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": missing");
        }
        return value;
    }

    /** A text of 1 to {@code maxCharacters} characters (code points). */
    public static String text(String field, @Nullable String value, int maxCharacters) {
        if (value == null || value.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": missing");
        }
        if (value.codePointCount(0, value.length()) > maxCharacters) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": longer than " + maxCharacters + " characters");
        }
        return value;
    }

    /** A positive 64-bit id that came as text: a header, a path segment, a query parameter. */
    public static long id(String field, @Nullable String value) {
        Long id = FlexibleLong.parse(required(field, value));
        if (id == null || id <= 0) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": must be a positive 64-bit integer");
        }
        return id;
    }

    /** A number that has to be there and lie within bounds, both included. */
    public static long range(String field, @Nullable Long value, long min, long max) {
        long number = required(field, value);
        if (number < min || number > max) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": must be " + min + " to " + max);
        }
        return number;
    }
}
