package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MimcRestTest extends ScriptedRest {
    private static final String TOKEN = "{\"appId\":\"2882303761517669588\",\"appPackage\":"
            + "\"com.example.chat\",\"appAccount\":\"alice\",\"miChid\":9,\"miUserId\":\"10776577642332162\","
            + "\"miUserSecurityKey\":\"EBESExQVFhcYGRobHB0eHw==\",\"token\":\"t\",\"regionBucket\":1,"
            + "\"feDomainName\":\"fe\",\"relayDomainName\":\"relay\"}";

    @Test
    void aTokenIsReadFromTheAnswer() throws Exception {
        answer("/api/account/token", TOKEN);
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
        refuse("/api/account/token", 401, "unknown app or wrong secret");
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
    void aSlashAtTheEndOfTheAddressDoesNotMatter() throws Exception {
        answer("/api/account/token", TOKEN);
        MimcRest slashed = new MimcRest(URI.create(server.uri() + "/"));
        assertThat(get(slashed.token(APP, "alice")).token()).isEqualTo("t");
    }
}
