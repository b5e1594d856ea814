package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.TokenSupplier;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The REST API of one server. Thread-safe. Stages complete on the {@link HttpClient}'s executor and fail with a
 * {@link io.openmimc.sdk.MimcException}: the answer's code and message, or 503 where no answer of the API came.
 * docs/rest-api.md.
 */
public final class MimcRest {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Calls calls;

    /** With an HTTP client of its own. */
    public MimcRest(URI api) {
        this(api, HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
    }

    /**
     * @param api where the server's paths begin, for instance {@code https://im.example.net/}
     */
    public MimcRest(URI api, HttpClient http) {
        this.calls = new Calls(api, http);
    }

    /** Fetches a token for an account, which comes to be by that. */
    public CompletionStage<LoginToken> token(AppCredentials app, String account) {
        return calls.post("/api/account/token", credentials(app).put("appAccount", account), Map.of())
                .thenApply(JsonNode::toString)
                .thenApply(LoginToken::parse);
    }

    /** For servers and tests, which have the app's credentials at hand: the supplier that a client's builder takes. */
    public TokenSupplier tokens(AppCredentials app, String account) {
        return () -> token(app, account);
    }

    /**
     * Sends a message to an account, which needs not exist yet.
     *
     * @return the packetId, once the message is stored durably
     */
    public CompletionStage<String> push(AppCredentials app, Push push, String toAccount) {
        return calls.data("/api/push/p2p/", body(app, push).put("toAccount", toAccount), idempotency(push))
                .thenApply(data -> data.path("packetId").asText());
    }

    /**
     * Sends the same message to many accounts.
     *
     * @param toAccounts 1,000 at most
     * @return the packetIds, in the order of the accounts
     */
    public CompletionStage<List<String>> push(AppCredentials app, Push push, Collection<String> toAccounts) {
        ObjectNode body = body(app, push);
        toAccounts.forEach(body.putArray("toAccounts")::add);
        return calls.data("/api/push/p2p/more", body, idempotency(push)).thenApply(data -> {
            List<String> ids = new ArrayList<>();
            data.path("packetIds").forEach(id -> ids.add(id.asText()));
            return List.copyOf(ids);
        });
    }

    /**
     * The messages that two accounts exchanged, in both directions, from a time (inclusive) to a time (exclusive).
     *
     * @param token the caller's, who must be one of the two
     * @param fromMs milliseconds since the Unix epoch
     * @param toMs at most 24 hours later
     */
    public CompletionStage<HistoryPage> p2pByTime(
            LoginToken token, String account, String peer, long fromMs, long toMs) {
        return history(
                "/api/msg/p2p/query/",
                token,
                body(token, account, peer)
                        .put("utcFromTime", Long.toString(fromMs))
                        .put("utcToTime", Long.toString(toMs)));
    }

    /**
     * The last messages before a time.
     *
     * @param count 1 to 200
     */
    public CompletionStage<HistoryPage> p2pByCount(
            LoginToken token, String account, String peer, long toMs, int count) {
        return history(
                "/api/msg/p2p/queryOnCount/",
                token,
                body(token, account, peer).put("utcToTime", Long.toString(toMs)).put("count", count));
    }

    /** The messages from a sequence (inclusive) to a sequence (exclusive), 500 at most. */
    public CompletionStage<HistoryPage> p2pBySequence(
            LoginToken token, String account, String peer, long start, long stop) {
        return history(
                "/api/msg/p2p/queryOnSequence/",
                token,
                body(token, account, peer).put("startSeq", Long.toString(start)).put("stopSeq", Long.toString(stop)));
    }

    private CompletionStage<HistoryPage> history(String path, LoginToken token, ObjectNode body) {
        return calls.data(path, body, Map.of("token", token.token())).thenApply(MimcRest::page);
    }

    private static HistoryPage page(JsonNode data) {
        List<HistoryMessage> messages = new ArrayList<>();
        for (JsonNode message : data.path("messages")) {
            messages.add(new HistoryMessage(
                    message.path("sequence").asLong(),
                    message.path("ts").asLong(),
                    message.path("fromAccount").asText(),
                    message.path("toAccount").asText(),
                    Base64.getDecoder().decode(message.path("payload").asText()),
                    message.path("bizType").asText("")));
        }
        return new HistoryPage(messages, data.path("more").asBoolean());
    }

    private static ObjectNode body(LoginToken token, String account, String peer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("appId", Long.toString(token.appId()))
                .put("fromAccount", account)
                .put("toAccount", peer);
    }

    private static ObjectNode body(AppCredentials app, Push push) {
        return credentials(app)
                .put("fromAccount", push.fromAccount())
                .put("fromResource", push.fromResource())
                .put("msg", Base64.getEncoder().encodeToString(push.payload()))
                .put("msgType", "base64")
                .put("bizType", push.bizType())
                .put("isStore", push.isStore());
    }

    private static Map<String, String> idempotency(Push push) {
        @Nullable String key = push.idempotencyKey();
        return key == null ? Map.of() : Map.of("Idempotency-Key", key);
    }

    private static ObjectNode credentials(AppCredentials app) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("appId", Long.toString(app.appId()))
                .put("appKey", app.appKey())
                .put("appSecret", app.appSecret());
    }
}
