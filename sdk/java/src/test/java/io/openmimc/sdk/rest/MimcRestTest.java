package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.sdk.JsonServer;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MimcRestTest {
    private static final AppCredentials APP = new AppCredentials(2882303761517669588L, "key", "secret");
    private static final LoginToken ALICE = new LoginToken(
            APP.appId(), "com.example.chat", "alice", 5, "EBESExQVFhcYGRobHB0eHw==", "the-token", "fe", "relay");

    private JsonServer server;
    private MimcRest rest;

    @BeforeEach
    void start() throws Exception {
        server = new JsonServer();
        rest = new MimcRest(server.uri());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenIsReadFromTheAnswer() throws Exception {
        server.answer(
                "/api/account/token",
                "{\"code\":200,\"message\":\"success\",\"data\":{\"appId\":\"2882303761517669588\",\"appPackage\":"
                        + "\"com.example.chat\",\"appAccount\":\"alice\",\"miChid\":9,\"miUserId\":\"10776577642332162\","
                        + "\"miUserSecurityKey\":\"EBESExQVFhcYGRobHB0eHw==\",\"token\":\"t\",\"regionBucket\":1,"
                        + "\"feDomainName\":\"fe\",\"relayDomainName\":\"relay\"}}");
        LoginToken token = get(rest.token(APP, "alice"));
        assertThat(token.uuid()).isEqualTo(10776577642332162L);
        assertThat(token.appId()).isEqualTo(APP.appId());
        assertThat(sent())
                .hasToString("{\"appId\":\"2882303761517669588\",\"appKey\":\"key\","
                        + "\"appSecret\":\"secret\",\"appAccount\":\"alice\"}");
        assertThat(token.toString()).doesNotContain("EBES");
    }

    @Test
    void aRefusalHasTheAnswersCodeAndMessage() {
        server.answer("/api/account/token", "{\"code\":401,\"message\":\"unknown app or wrong secret\",\"data\":null}");
        assertRefused(rest.token(APP, "alice"), 401, "unknown app or wrong secret");
    }

    @Test
    void anAnswerThatIsNoneOfTheApiIsUnavailable() {
        assertRefused(rest.token(APP, "alice"), 503, "/api/account/token: HTTP 502 without an envelope");
    }

    @Test
    void aServerThatIsAwayIsUnavailable() {
        server.close();
        assertThat(rest.token(APP, "alice").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .satisfies(e -> assertThat(((MimcException) e).isTemporary()).isTrue());
    }

    @Test
    void aPushSendsBytesAsBase64() throws Exception {
        server.answer("/api/push/p2p/", "{\"code\":200,\"message\":\"success\",\"data\":{\"packetId\":\"p-1\"}}");
        Push push = Push.of("carol", "server", new byte[] {1, 2, 3})
                .withBizType("NEWS")
                .withStore(false)
                .withIdempotencyKey("once");
        assertThat(get(rest.push(APP, push, "bob"))).isEqualTo("p-1");
        JsonNode body = sent();
        assertThat(body.path("msg").asText()).isEqualTo("AQID");
        assertThat(body.path("msgType").asText()).isEqualTo("base64");
        assertThat(body.path("isStore").asBoolean(true)).isFalse();
        assertThat(server.asked.get(0).headers()).containsEntry("Idempotency-key", List.of("once"));
    }

    @Test
    void aPushToManyAnswersInTheirOrder() throws Exception {
        server.answer(
                "/api/push/p2p/more", "{\"code\":200,\"message\":\"success\",\"data\":{\"packetIds\":[\"a\",\"b\"]}}");
        assertThat(get(rest.push(APP, Push.of("carol", "server", new byte[] {1}), List.of("bob", "dave"))))
                .containsExactly("a", "b");
        assertThat(sent().path("toAccounts")).hasToString("[\"bob\",\"dave\"]");
    }

    @Test
    void historyIsReadWithTheCallersToken() throws Exception {
        String page = "{\"code\":200,\"message\":\"success\",\"data\":{\"appId\":\"1\",\"row\":1,\"more\":true,"
                + "\"messages\":[{\"sequence\":\"1795417925696001\",\"payload\":\"AQID\",\"ts\":1795417925700,"
                + "\"fromAccount\":\"alice\",\"toAccount\":\"bob\",\"bizType\":\"TEXT\"}]}}";
        server.answer("/api/msg/p2p/query/", page)
                .answer("/api/msg/p2p/queryOnCount/", page)
                .answer("/api/msg/p2p/queryOnSequence/", page);
        HistoryPage byTime = get(rest.p2pByTime(ALICE, "alice", "bob", 1, 2));
        assertThat(byTime.more()).isTrue();
        assertThat(byTime.messages()).singleElement().satisfies(message -> {
            assertThat(message.sequence()).isEqualTo(1795417925696001L);
            assertThat(message.payload()).containsExactly(1, 2, 3);
        });
        assertThat(server.asked.get(0).headers()).containsEntry("Token", List.of("the-token"));
        assertThat(get(rest.p2pByCount(ALICE, "alice", "bob", 2, 5)).messages()).hasSize(1);
        assertThat(get(rest.p2pBySequence(ALICE, "alice", "bob", 1, 2)).messages())
                .hasSize(1);
    }

    @Test
    void aSlashAtTheEndOfTheAddressDoesNotMatter() throws Exception {
        server.answer("/api/push/p2p/", "{\"code\":200,\"message\":\"success\",\"data\":{\"packetId\":\"p-1\"}}");
        MimcRest slashed = new MimcRest(URI.create(server.uri() + "/"));
        assertThat(get(slashed.push(APP, Push.of("carol", "server", new byte[] {1}), "bob")))
                .isEqualTo("p-1");
    }

    private JsonNode sent() throws Exception {
        return JsonMapper.builder().build().readTree(server.asked.get(0).body());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void assertRefused(CompletionStage<?> stage, int code, String message) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .withMessage(message)
                .satisfies(e -> assertThat(((MimcException) e).code()).isEqualTo(code));
    }
}
