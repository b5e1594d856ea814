package io.openmimc.kit.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a 64-bit integer from a JSON string or number, exactly: never through a double. */
final class FlexibleLong extends StdDeserializer<Long> {
    private static final long serialVersionUID = 1L;

    FlexibleLong() {
        super(Long.class);
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonToken token = parser.currentToken();
        Long value = null;
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) {
            value = parse(parser.getText());
        }
        if (value == null) {
            throw MismatchedInputException.from(parser, Long.class, "must be a 64-bit integer");
        }
        return value;
    }

    /** The number, or null where the text is none or does not fit 64 bits. */
    static @Nullable Long parse(String text) {
        boolean signed = text.startsWith("-");
        int digits = text.length() - (signed ? 1 : 0);
        if (digits == 0 || digits > 19) {
            return null;
        }
        for (int i = signed ? 1 : 0; i < text.length(); i++) {
            // Long.parseLong takes digits of every script, and a plus.
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null; // 19 digits, but beyond 2^63
        }
    }
}
