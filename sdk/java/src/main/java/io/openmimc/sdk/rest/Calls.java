package io.openmimc.sdk.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openmimc.proto.ErrorCode;
import io.openmimc.sdk.MimcException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends JSON and opens the envelope of the answer. */
final class Calls {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int SUCCESS = 200;

    private final ObjectMapper json = JsonMapper.builder().build();
    private final String api;
    private final HttpClient http;

    Calls(URI api, HttpClient http) {
        String text = api.toString();
        this.api = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.http = http;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Posts, and answers what the envelope holds. */
    CompletionStage<JsonNode> post(String path, ObjectNode body, Map<String, String> headers) {
        return data("POST", path, body, headers);
    }

    /** What the envelope of a success holds. */
    CompletionStage<JsonNode> data(String method, String path, @Nullable ObjectNode body, Map<String, String> headers) {
        return envelope(method, path, body, headers).thenApply(envelope -> envelope.path("data"));
    }

    /**
     * The whole envelope of a success.
     *
     * @param path with the query
     * @param body null for none
     */
    CompletionStage<JsonNode> envelope(
            String method, String path, @Nullable ObjectNode body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json;charset=UTF-8")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        return http.sendAsync(request.build(), BodyHandlers.ofString()).handle((answer, failure) -> {
            if (failure != null) {
                throw new MimcException(ErrorCode.UNAVAILABLE.number(), path + ": " + describe(failure));
            }
            return open(path, answer);
        });
    }

    private JsonNode open(String path, HttpResponse<String> answer) {
        JsonNode envelope;
        try {
            envelope = json.readTree(answer.body());
        } catch (JsonProcessingException e) {
            // Without the cause: its message may quote what the body says, and that may be a token.
            throw new MimcException(
                    ErrorCode.UNAVAILABLE.number(), path + ": HTTP " + answer.statusCode() + " without an envelope");
        }
        int code = envelope.path("code").asInt(answer.statusCode());
        if (code != SUCCESS) {
            throw new MimcException(code, envelope.path("message").asText());
        }
        return envelope;
    }

    private static String describe(Throwable failure) {
        Throwable root = failure.getCause() != null ? failure.getCause() : failure;
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + root.getMessage());
    }
}
