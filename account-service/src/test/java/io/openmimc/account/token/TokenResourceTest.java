package io.openmimc.account.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.*;

import io.openmimc.account.TestApp;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.token.*;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.*;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class TokenResourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    TokenVerifier verifier;

    @Inject
    SecurityKeys securityKeys;

    @Inject
    DataSource database;

    @Test
    void anAnswerHasWhatEverySdkReads() {
        // Given
        TestApp app = TestApp.create();
        // When
        Response answer = app.token("alice");
        // Then
        answer.then()
                .statusCode(200)
                .contentType("application/json;charset=UTF-8")
                .body("code", is(200))
                .body("message", is("success"))
                .body("data.appId", is(app.id()))
                .body("data.appPackage", is("com.example.test"))
                .body("data.appAccount", is("alice"))
                .body("data.miChid", is(9))
                .body("data.miUserId", matchesPattern("[1-9][0-9]*"))
                .body("data.miUserSecurityKey", matchesPattern("[A-Za-z0-9+/]{22}=="))
                .body("data.token", matchesPattern("[A-Za-z0-9_.-]+"))
                .body("data.feDomainName", is("localhost"))
                .body("data.relayDomainName", is("relay.localhost"))
                .body("data.regionBucket", is(1));
    }

    @Test
    void anyServiceCanVerifyAToken() {
        // Given
        TestApp app = TestApp.create();
        JsonPath issued = app.token("爱丽丝 😀").jsonPath();
        // When
        Token token = verified(issued.getString("data.token"));
        // Then
        assertThat(token.appId()).isEqualTo(app.number());
        assertThat(token.account()).isEqualTo("爱丽丝 😀");
        assertThat(token.uuid()).isEqualTo(Long.parseLong(issued.getString("data.miUserId")));
        assertThat(Duration.between(token.issuedAt(), token.expiresAt()))
                .isBetween(Duration.ofDays(30).minusSeconds(1), Duration.ofDays(30));
        assertThat(securityKeys.forToken(token.id())).isEqualTo(issued.getString("data.miUserSecurityKey"));
    }

    @Test
    void aTokenEndsWithItsTemporaryAccount() {
        // Given
        TestApp app = TestApp.create(Map.of("temporaryTtlSeconds", 3600));
        // When
        Token token = verified(app.token("guest").jsonPath().getString("data.token"));
        // Then
        assertThat(token.temporary()).isTrue();
        assertThat(Duration.between(token.issuedAt(), token.expiresAt()))
                .isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
    }

    @Test
    void anAccountThatLivesLongerThanATokenGetsOneOfTheUsualLife() {
        // Given
        TestApp app =
                TestApp.create(Map.of("temporaryTtlSeconds", Duration.ofDays(60).toSeconds()));
        // When
        Token token = verified(app.token("guest").jsonPath().getString("data.token"));
        // Then
        assertThat(Duration.between(token.issuedAt(), token.expiresAt()))
                .isBetween(Duration.ofDays(30).minusSeconds(1), Duration.ofDays(30));
    }

    @Test
    void theTokenOfAnAccountThatIsGoneIsRefusedThoughItHasNotExpired() throws SQLException {
        // Given
        TestApp app = TestApp.create(Map.of("temporaryTtlSeconds", 3600));
        JsonPath issued = app.token("guest").jsonPath();
        verified(issued.getString("data.token"));
        // When
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE account.accounts SET expires_at = 0 WHERE uuid = " + issued.getString("data.miUserId"));
        }
        // Then
        awaitRefused(issued.getString("data.token"), "token: its account was temporary and is gone");
    }

    @Test
    void aTamperedTokenIsRefused() {
        // Given
        String token = TestApp.create().token("alice").jsonPath().getString("data.token");
        String[] parts = token.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8);
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("alice", "mallo").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        // When
        String tampered = parts[0] + "." + forged + "." + parts[2];
        // Then
        awaitRefused(tampered, "token: invalid");
    }

    @Test
    void revokedTokensAreRefusedAndNewOnesAccepted() {
        // Given
        TestApp app = TestApp.create();
        String before = app.token("alice").jsonPath().getString("data.token");
        verified(before);
        // When
        JsonPath rotated = TestApp.operator()
                .body(Map.of("revokeTokens", true, "revokeOld", true))
                .post("/api/admin/apps/" + app.id() + "/secret")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        // Then
        awaitRefused(before, "token: revoked");
        TestApp renewed = new TestApp(app.id(), app.key(), rotated.getString("data.appSecret"));
        String after = renewed.token("alice").jsonPath().getString("data.token");
        verified(after);
    }

    @Test
    void tokensOfADeletedAppAreRefused() {
        // Given
        TestApp app = TestApp.create();
        String token = app.token("alice").jsonPath().getString("data.token");
        verified(token);
        // When
        TestApp.operator().delete("/api/admin/apps/" + app.id()).then().statusCode(200);
        // Then
        awaitRefused(token, "token: revoked");
        app.token("alice").then().statusCode(200).body("code", is(401));
    }

    @Test
    void anAccountKeepsItsUuidAndEachTokenHasItsOwnKey() {
        // Given
        TestApp app = TestApp.create();
        // When
        JsonPath first = app.token("alice").jsonPath();
        JsonPath second = app.token("alice").jsonPath();
        JsonPath elsewhere = TestApp.create().token("alice").jsonPath();
        // Then
        assertThat(second.getString("data.miUserId")).isEqualTo(first.getString("data.miUserId"));
        assertThat(second.getString("data.miUserSecurityKey")).isNotEqualTo(first.getString("data.miUserSecurityKey"));
        assertThat(elsewhere.getString("data.miUserId")).isNotEqualTo(first.getString("data.miUserId"));
    }

    @Test
    void theKeySetIsAnEnvelopeWithoutPrivateParts() {
        // When
        Response answer = given().get("/api/account/keys");
        // Then
        answer.then()
                .statusCode(200)
                .body("code", is(200))
                .body("$", hasKey("data"))
                .body("keys[0].kty", is("EC"))
                .body("keys[0].crv", is("P-256"))
                .body("keys[0].alg", is("ES256"));
        assertThat(answer.jsonPath().getList("keys", Map.class))
                .allSatisfy(key -> assertThat(key).doesNotContainKey("d"));
    }

    @Test
    void anAppOverItsRateIsToldToWaitAndOthersAreNot() {
        // Given
        TestApp app = TestApp.create(Map.of("limits", Map.of("tokenRequests", 1)));
        // When
        int passed = 0;
        Response last = app.token("alice");
        while (last.jsonPath().getInt("code") == 200 && passed < 1_000) {
            passed++;
            last = app.token("alice");
        }
        // Then
        assertThat(passed).isGreaterThanOrEqualTo(50);
        last.then()
                .statusCode(200)
                .header("Retry-After", "1")
                .body("code", is(429))
                .body("data", nullValue());
        TestApp.create().token("alice").then().body("code", is(200));
    }

    @Test
    void onlyTheOriginsOfAnAppMayReadItsTokens() {
        // Given
        TestApp app = TestApp.create(Map.of("corsOrigins", List.of("https://chat.example.com")));
        // When
        Response own = given().header("Origin", "https://chat.example.com")
                .contentType(ContentType.JSON)
                .body(app.tokenBody("alice"))
                .post("/api/account/token");
        Response other = given().header("Origin", "https://evil.example.com")
                .contentType(ContentType.JSON)
                .body(app.tokenBody("alice"))
                .post("/api/account/token");
        // Then
        own.then()
                .header("Access-Control-Allow-Origin", "https://chat.example.com")
                .header("Vary", "Origin");
        other.then().header("Access-Control-Allow-Origin", nullValue());
    }

    /** Tried again, as callers do: a machine that is busy may not answer in the time that a call has. */
    private Token verified(String token) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                .until(() -> verifier.verify(token).toCompletableFuture().join(), claims -> true);
    }

    private void awaitRefused(String token, String why) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(verifier.verify(token).toCompletableFuture())
                        .failsWithin(PATIENCE)
                        .withThrowableThat()
                        .withMessageContaining(why));
    }
}
