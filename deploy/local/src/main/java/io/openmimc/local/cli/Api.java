package io.openmimc.local.cli;

import io.openmimc.local.StackException;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.supervisor.State;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The two calls of the REST API that the command makes by itself. */
final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int OK = 200;

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    Api(State state) {
        this(URI.create(state.api()));
    }

    /** @param base where the REST paths begin */
    Api(URI base) {
        this.base = base;
    }

    /**
     * Creates an app; answers its credentials.
     *
     * @param temporaryTtlSeconds how long its accounts live; 0: for ever
     */
    AppSecret createApp(Secrets secrets, String name, String appPackage, long temporaryTtlSeconds)
            throws IOException, InterruptedException {
        return createApp(secrets.adminToken(), name, appPackage, temporaryTtlSeconds);
    }

    /** The same with an operator's token. */
    AppSecret createApp(String adminToken, String name, String appPackage, long temporaryTtlSeconds)
            throws IOException, InterruptedException {
        JsonObject answer = post(
                "/api/admin/apps",
                new JsonObject()
                        .put("name", name)
                        .put("package", appPackage)
                        .put("temporaryTtlSeconds", temporaryTtlSeconds),
                "Authorization",
                "Bearer " + adminToken);
        requireOk(answer, "The app was not created");
        return AppSecret.of(answer.getJsonObject("data"));
    }

    /** The whole answer to the request for a token of an account, refusals included. */
    JsonObject token(AppSecret app, String account) throws IOException, InterruptedException {
        return post("/api/account/token", app.toJson().put("appAccount", account), "Accept", "application/json");
    }

    /** @throws StackException with the answer's message, if it is a refusal */
    static void requireOk(JsonObject answer, String otherwise) {
        if (answer.getInteger("code", 0) != OK) {
            throw new StackException(otherwise + ": " + answer.getString("message") + ".");
        }
    }

    private JsonObject post(String path, JsonObject body, String... headers) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        try {
            return new JsonObject(response.body());
        } catch (DecodeException e) {
            throw new StackException(
                    path + " was answered with HTTP " + response.statusCode() + " and no JSON; see ./mimc logs"
                            + " account-service.",
                    e);
        }
    }
}
