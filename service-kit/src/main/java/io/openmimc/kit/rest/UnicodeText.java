package io.openmimc.kit.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text, and refuses half a surrogate pair: it has no UTF-8, so it would be stored and sent on as something else than
 * what came.
 */
final class UnicodeText extends StringDeserializer {
    private static final long serialVersionUID = 1L;
    /** Of the failure, by which {@link JsonErrors} knows it. */
    static final String MESSAGE = "is not well-formed Unicode";

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String text = super.deserialize(parser, context);
        if (text != null
                && text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw JsonMappingException.from(parser, MESSAGE);
        }
        return text;
    }
}
