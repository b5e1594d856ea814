package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.sdk.JsonServer;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that answers what a test says. */
abstract class ScriptedRest {
    static final AppCredentials APP = new AppCredentials(2882303761517669588L, "key", "secret");
    static final LoginToken ALICE = new LoginToken(
            APP.appId(), "com.example.chat", "alice", 5, "EBESExQVFhcYGRobHB0eHw==", "the-token", "fe", "relay");

    JsonServer server;
    MimcRest rest;

    @BeforeEach
    void start() throws Exception {
        server = new JsonServer();
        rest = new MimcRest(server.uri());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    void answer(String path, String data) {
        server.answer(path, "{\"code\":200,\"message\":\"success\",\"data\":" + data + "}");
    }

    void refuse(String path, int code, String message) {
        server.answer(path, "{\"code\":" + code + ",\"message\":\"" + message + "\",\"data\":null}");
    }

    JsonServer.Asked asked() {
        assertThat(server.asked).hasSize(1);
        return server.asked.get(0);
    }

    /** The body of the only call. */
    JsonNode sent() throws Exception {
        return JsonMapper.builder().build().readTree(asked().body());
    }

    void assertHeader(String name, String value) {
        assertThat(asked().headers()).containsEntry(name, List.of(value));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static void assertRefused(CompletionStage<?> stage, int code, String message) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .withMessage(message)
                .satisfies(e -> assertThat(((MimcException) e).code()).isEqualTo(code));
    }
}
