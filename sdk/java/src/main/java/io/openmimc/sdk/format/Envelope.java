package io.openmimc.sdk.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** What all formats have in common, and the JSON around it. */
record Envelope(String msgId, long timestamp, String msgType, JsonNode payload) {
    private static final String VERSION = "version";
    private static final String MSG_ID = "msgId";
    private static final String MSG_TYPE = "msgType";
    private static final String TIMESTAMP = "timestamp";
    private static final String PAYLOAD = "payload";
    private static final int MAX_DEPTH = 32;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // Names in a stranger's JSON are not worth keeping, and must not fill a table that all share.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Numbers in payloads of other types come out as they went in.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static Optional<Envelope> parse(byte[] bytes) {
        if (bytes.length > Content.MAX_BYTES) {
            return Optional.empty();
        }
        // As text, for Jackson would guess other encodings than UTF-8.
        return json(new String(bytes, UTF_8)).flatMap(Envelope::of);
    }

    /** Empty where the text is not exactly one JSON value. */
    static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(json -> !json.isMissingNode());
        } catch (JsonProcessingException | NumberFormatException e) { // the latter at exponents beyond an int
            return Optional.empty(); // not logged: it is a stranger's, and its message may quote it
        }
    }

    private static Optional<Envelope> of(JsonNode json) {
        String msgId = json.path(MSG_ID).asText();
        String msgType = json.path(MSG_TYPE).asText();
        long timestamp = timestamp(json.path(TIMESTAMP));
        JsonNode payload = json.path(PAYLOAD);
        boolean whole = isVersion0(json.path(VERSION))
                && json.path(MSG_ID).isTextual()
                && !msgId.isEmpty()
                && json.path(MSG_TYPE).isTextual()
                && !msgType.isEmpty()
                && timestamp >= 0
                && !payload.isMissingNode();
        return whole ? Optional.of(new Envelope(msgId, timestamp, msgType, payload)) : Optional.empty();
    }

    /** MIMC only suggests to have a version, so a message without one is as good. */
    private static boolean isVersion0(JsonNode version) {
        return version.isMissingNode()
                || (version.isIntegralNumber() && version.canConvertToInt() && version.intValue() == 0);
    }

    /** Apps write it as a string, as recommended, or as a number; -1 where it is neither. */
    private static long timestamp(JsonNode timestamp) {
        if (!timestamp.isTextual() && !timestamp.isIntegralNumber()) {
            return -1;
        }
        String digits = timestamp.asText();
        return DIGITS.matcher(digits).matches() ? Long.parseLong(digits) : -1;
    }

    static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    /** JSON that is written as it is. */
    static JsonNode raw(String json) {
        return new POJONode(new RawValue(json));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The payload, where it is a string. */
    Optional<String> text() {
        return Optional.of(payload).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** A field of the payload, where it is a string and not empty. */
    Optional<String> name(String field) {
        return Optional.of(payload.path(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(name -> !name.isEmpty());
    }

    /** What the msgType says before this ending, where it has it: {@code TEXT} of {@code TEXT_READ}. */
    Optional<String> typeBefore(String ending) {
        return Optional.of(msgType)
                .filter(type -> type.endsWith(ending) && type.length() > ending.length())
                .map(type -> type.substring(0, type.length() - ending.length()));
    }

    byte[] toBytes() {
        // Not written by the mapper, which throws on unpaired surrogates, and those can be parsed.
        return object().put(VERSION, 0)
                .put(MSG_ID, msgId)
                .put(MSG_TYPE, msgType)
                .put(TIMESTAMP, Long.toString(timestamp))
                .<ObjectNode>set(PAYLOAD, payload)
                .toString()
                .getBytes(UTF_8);
    }
}
