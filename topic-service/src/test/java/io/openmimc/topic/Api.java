package io.openmimc.topic;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The calls of "Groups" as an account of one app makes them, with its token unless said otherwise. */
public final class Api {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final AccountServiceStandIn accounts;
    private final long appId;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    public Api(AccountServiceStandIn accounts, long appId) {
        this.accounts = accounts;
        this.appId = appId;
    }

    public long appId() {
        return appId;
    }

    public Answer create(String caller, String name, String others) {
        return send(caller, "POST", "", json(Map.of("topicName", name, "accounts", others)))
                .join();
    }

    /** Creates a group and says which. */
    public String created(String caller, String name, String others) {
        return create(caller, name, others).good().text("data.topicInfo.topicId");
    }

    public Answer show(String caller, String topicId) {
        return send(caller, "GET", "/" + topicId, null).join();
    }

    public Answer list(String caller) {
        return send(caller, "GET", "/account", null).join();
    }

    public Answer invite(String caller, String topicId, String names) {
        return inviting(caller, topicId, names).join();
    }

    public CompletableFuture<Answer> inviting(String caller, String topicId, String names) {
        return send(caller, "POST", "/" + topicId + "/accounts", json(Map.of("accounts", names)));
    }

    public Answer quit(String caller, String topicId) {
        return quitting(caller, topicId).join();
    }

    public CompletableFuture<Answer> quitting(String caller, String topicId) {
        return send(caller, "DELETE", "/" + topicId + "/account", null);
    }

    public Answer kick(String caller, String topicId, String names) {
        return send(caller, "DELETE", "/" + topicId + "/accounts?accounts=" + encoded(names), null)
                .join();
    }

    public Answer update(String caller, String topicId, Map<String, ?> fields) {
        return updating(caller, topicId, fields).join();
    }

    public CompletableFuture<Answer> updating(String caller, String topicId, Map<String, ?> fields) {
        return send(caller, "PUT", "/" + topicId, json(fields));
    }

    public Answer dismiss(String caller, String topicId) {
        return dismissing(caller, topicId).join();
    }

    public CompletableFuture<Answer> dismissing(String caller, String topicId) {
        return send(caller, "DELETE", "/" + topicId, null);
    }

    /**
     * A call with the caller's token.
     *
     * @param path what follows the app in the path
     * @param body sent as JSON; null: none
     */
    public CompletableFuture<Answer> send(String caller, String method, String path, String body) {
        String token = tokens.computeIfAbsent(caller, name -> accounts.token(appId, name));
        return send(Map.of("token", token), method, "/api/topic/" + appId + path, body);
    }

    /** A call with other headers, to any path. */
    public static CompletableFuture<Answer> send(Map<String, String> headers, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Answer::new);
    }

    /** The headers of the app's server, which calls for an account. */
    public static Map<String, String> credentials(String account) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("appKey", AccountServiceStandIn.APP_KEY);
        headers.put("appSecret", AccountServiceStandIn.APP_SECRET);
        headers.put("appAccount", account);
        return headers;
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(Map<String, ?> fields) {
        return new io.vertx.core.json.JsonObject(new LinkedHashMap<String, Object>(fields)).encode();
    }

    /** An answer: an envelope always. */
    public record Answer(HttpResponse<String> http) {
        public int status() {
            return http.statusCode();
        }

        public JsonPath json() {
            return JsonPath.from(http.body());
        }

        public int code() {
            return json().getInt("code");
        }

        public String message() {
            return json().getString("message");
        }

        public String text(String path) {
            return json().getString(path);
        }

        /** The accounts of the members, in their order. */
        public List<String> members() {
            return json().getList("data.members.account");
        }

        /** The same answer, if it is one of success. */
        public Answer good() {
            if (status() != 200 || code() != 200) {
                throw new AssertionError("refused: " + status() + " " + http.body());
            }
            return this;
        }
    }
}
