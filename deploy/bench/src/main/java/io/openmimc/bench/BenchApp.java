package io.openmimc.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openmimc.sdk.rest.AppCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** An operator's calls, which make an app whose limits are not in the way and say where its callbacks go. */
public final class BenchApp {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int NO_LIMIT = 1_000_000;
    private static final int OK = 200;

    private final URI api;
    private final String adminToken;
    private final HttpClient http = HttpClient.newHttpClient();

    public BenchApp(URI api, String adminToken) {
        this.api = api;
        this.adminToken = adminToken;
    }

    /**
     * Makes the app.
     *
     * @param members most of one group, up to 5,000
     * @throws BenchException where the server refuses
     */
    public AppCredentials create(int members) {
        return create(members, NO_LIMIT);
    }

    /**
     * Makes an app that may send only so much.
     *
     * @param members most of one group, up to 5,000
     * @param messages between accounts, a second
     * @throws BenchException where the server refuses
     */
    public AppCredentials create(int members, int messages) {
        ObjectNode limits = JSON.createObjectNode();
        for (String name : new String[] {
            "tokenRequests",
            "p2pPacketsAccount",
            "p2pPacketsApp",
            "p2tPacketsAccount",
            "p2tPacketsApp",
            "pushRequests",
            "queriesAccount",
            "loginsApp"
        }) {
            limits.put(name, NO_LIMIT);
        }
        limits.put("p2pPacketsApp", messages);
        limits.put("topicMembers", members);
        JsonNode app = call(
                "POST",
                "/api/admin/apps",
                JSON.createObjectNode()
                        .put("name", "bench")
                        .put("package", "io.openmimc.bench")
                        .set("limits", limits));
        return new AppCredentials(
                app.path("appId").asLong(),
                app.path("appKey").asText(),
                app.path("appSecret").asText());
    }

    /** Deletes an app, with its accounts. */
    public void delete(long appId) {
        call("DELETE", "/api/admin/apps/" + appId, JSON.createObjectNode());
    }

    /** Lets callbacks of every kind go to a URL; none where it is empty. */
    public void callbacks(long appId, String url) {
        call(
                "PUT",
                "/api/admin/apps/" + appId + "/callbacks",
                JSON.createObjectNode().put("instantUrl", url).put("offlineUrl", url));
    }

    private JsonNode call(String method, String path, JsonNode body) {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + adminToken)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        try {
            JsonNode answer =
                    JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
            if (answer.path("code").asInt() != OK) {
                throw new BenchException(
                        path + " was refused: " + answer.path("message").asText());
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new BenchException("No answer of " + api.resolve(path) + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
