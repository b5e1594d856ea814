package io.openmimc.kit.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.openmimc.proto.ImException;
import org.jspecify.annotations.Nullable;

/** What to tell a caller whose JSON cannot be read. Jackson's own text is not shown: it quotes the input and our classes. */
final class JsonErrors {
    private JsonErrors() {}

    static String describe(JsonProcessingException e) {
        if (e.getCause() instanceof ImException refusal && refusal.getMessage() != null) {
            return refusal.getMessage();
        }
        String twice = twice(e);
        if (twice != null) {
            return twice + ": comes twice";
        }
        String field = e instanceof JsonMappingException mapping ? field(mapping) : "";
        if (UnicodeText.MESSAGE.equals(e.getOriginalMessage())) {
            return field + ": " + UnicodeText.MESSAGE;
        }
        if (field.isEmpty()) {
            return e instanceof MismatchedInputException
                    ? "body: must be a JSON object"
                    : "body: is not well-formed JSON" + place(e);
        }
        if (e instanceof MismatchedInputException mismatch) {
            return field + ": must be " + kind(mismatch);
        }
        return field + ": is not well-formed JSON" + place(e);
    }

    /** The key of the innermost object that has it twice, or null where something else is wrong. */
    private static @Nullable String twice(JsonProcessingException e) {
        for (Throwable cause = e; cause instanceof JsonProcessingException json; cause = cause.getCause()) {
            if (json.getOriginalMessage().startsWith("Duplicate field")
                    && json.getProcessor() instanceof JsonParser parser) {
                String name = parser.getParsingContext().getCurrentName();
                return name == null || name.isEmpty() ? "body" : RequestText.told(name);
            }
        }
        return null;
    }

    private static String field(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String kind(MismatchedInputException e) {
        if (e instanceof InvalidFormatException
                && e.getTargetType() != null
                && e.getTargetType().isEnum()) {
            return "one of the documented values";
        }
        @Nullable Class<?> type = e.getTargetType();
        if (type == null) {
            return "of another type";
        }
        if (type == Long.class || type == long.class) {
            return "a 64-bit integer";
        }
        if (type == Integer.class || type == int.class) {
            return "an integer";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a string";
        }
        return Iterable.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
