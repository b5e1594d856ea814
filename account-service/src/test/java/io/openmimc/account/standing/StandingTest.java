package io.openmimc.account.standing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.grpc.Channel;
import io.openmimc.account.PublishedEvents;
import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.AccountStanding;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.StandingsRequest;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class StandingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @GrpcClient("accounts")
    Channel channel;

    private TestApp app;

    @BeforeEach
    void anApp() {
        app = TestApp.create();
    }

    private RequestSpecification server() {
        return given().contentType(ContentType.JSON)
                .header("appId", app.id())
                .header("appKey", app.key())
                .header("appSecret", app.secret());
    }

    private Response ban(String account) {
        return server().body(Map.of("appAccount", account)).post("/api/account/ban");
    }

    private Response unban(String account) {
        return server().queryParam("appAccount", account).delete("/api/account/ban");
    }

    private Response revoke(String account) {
        return server().queryParam("appAccount", account).delete("/api/account/token");
    }

    private String admin() {
        return "/api/admin/apps/" + app.id() + "/accounts/";
    }

    private String token(String account) {
        return app.token(account).then().body("code", is(200)).extract().path("data.token");
    }

    private long uuid(String account) {
        return Long.parseLong(app.token(account).jsonPath().getString("data.miUserId"));
    }

    private int codeOf(String token) {
        return given().header("token", token)
                .queryParam("blackAccount", "x")
                .get("/api/blacklist")
                .jsonPath()
                .getInt("code");
    }

    private List<AccountStanding> standings(Long... uuids) {
        return AccountsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .standings(StandingsRequest.newBuilder()
                        .addAllUuids(List.of(uuids))
                        .build())
                .getAccountsList();
    }

    @Test
    void aBannedAccountGetsNoTokenAndItsCallsAreRefusedWithinASecondUntilItIsUnbanned() {
        String token = token("mallory");
        assertThat(codeOf(token)).isEqualTo(200);
        ban("mallory")
                .then()
                .statusCode(200)
                .body("code", is(200))
                .body("data.appAccount", is("mallory"))
                .body("data.banned", is(true))
                .body("data.bannedAt", greaterThan(0L));
        app.token("mallory").then().body("code", is(403)).body("message", is("appAccount: the account is banned"));
        await().atMost(Duration.ofSeconds(1)).until(() -> codeOf(token) == 403);
        server().header("appAccount", "mallory")
                .queryParam("blackAccount", "x")
                .get("/api/blacklist")
                .then()
                .body("code", is(403));

        unban("mallory")
                .then()
                .body("code", is(200))
                .body("data.banned", is(false))
                .body("data.bannedAt", is(0));
        app.token("mallory").then().body("code", is(200));
        await().atMost(Duration.ofSeconds(1)).until(() -> codeOf(token) == 200);
    }

    @Test
    void revokedTokensAreRefusedWithinASecondAndTheNextOneIsGood() {
        String old = token("alice");
        String others = token("bob");
        assertThat(codeOf(old)).isEqualTo(200);
        revoke("alice").then().body("code", is(200)).body("data.tokensRevokedAt", greaterThan(0L));
        String next = token("alice");
        await().atMost(Duration.ofSeconds(1)).until(() -> codeOf(old) == 401);
        assertThat(codeOf(next)).isEqualTo(200);
        assertThat(codeOf(others)).isEqualTo(200);
    }

    @Test
    void operatorsDoTheSame() {
        String token = token("mallory");
        TestApp.operator()
                .body(Map.of("appAccount", "mallory"))
                .post(admin() + "ban")
                .then()
                .statusCode(200)
                .body("data.banned", is(true));
        TestApp.operator()
                .queryParam("appAccount", "mallory")
                .get(admin() + "ban")
                .then()
                .body("data.banned", is(true));
        await().atMost(Duration.ofSeconds(1)).until(() -> codeOf(token) == 403);
        TestApp.operator()
                .queryParam("appAccount", "mallory")
                .delete(admin() + "ban")
                .then()
                .statusCode(200)
                .body("data.banned", is(false));
        await().atMost(Duration.ofSeconds(1)).until(() -> codeOf(token) == 200);
        TestApp.operator()
                .queryParam("appAccount", "mallory")
                .delete(admin() + "token")
                .then()
                .statusCode(200);
        await().atMost(Duration.ofSeconds(1)).until(() -> codeOf(token) == 401);
        TestApp.operator()
                .queryParam("appAccount", "mallory")
                .get("/api/admin/apps/1/accounts/ban")
                .then()
                .statusCode(404);
        given().queryParam("appAccount", "mallory").get(admin() + "ban").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"鲍勃 🚀", "a/b", "..", "a+b", "a&b=c", "50%", "a,b", "#1"})
    void anyNameCanBeBanned(String name) {
        token(name);
        ban(name).then().body("code", is(200)).body("data.appAccount", is(name));
        server().queryParam("appAccount", name).get("/api/account/ban").then().body("data.banned", is(true));
        unban(name).then().body("code", is(200));
        app.token(name).then().body("code", is(200));
    }

    @Test
    void whoIsNotThereIsNeitherBannedNorCreated() {
        TestApp.create().token("elsewhere");
        for (Response answer : List.of(ban("elsewhere"), unban("elsewhere"), revoke("elsewhere"))) {
            answer.then().body("code", is(404)).body("message", is("appAccount: no such account"));
        }
        ban("").then().body("code", is(400)).body("message", startsWith("appAccount: "));
        server().delete("/api/account/token").then().body("code", is(400)).body("message", is("appAccount: missing"));
    }

    @Test
    void onlyTheAppsServerBans() {
        String token = token("alice");
        given().contentType(ContentType.JSON)
                .header("token", token)
                .body(Map.of("appAccount", "alice"))
                .post("/api/account/ban")
                .then()
                .body("code", is(401));
        app.token("alice").then().body("code", is(200));
    }

    @Test
    void everyChangeIsToldOnceWithItsVersionAndCanBeAskedFor() {
        long mallory = uuid("mallory");
        long bob = uuid("bob");
        assertThat(standings(mallory, bob)).isEmpty();
        ban("mallory");
        ban("mallory");
        revoke("mallory");
        unban("mallory");
        unban("mallory");
        assertThat(standings(mallory, bob))
                .containsExactly(AccountStanding.newBuilder()
                        .setUuid(mallory)
                        .setVersion(3)
                        .setTokenGeneration(1)
                        .build());
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.ofAccounts(app.number()))
                    .filteredOn(e -> e.getChange() == AccountChanged.Change.STANDING)
                    .extracting(e -> e.getStanding().getVersion()
                            + " "
                            + e.getStanding().getBanned()
                            + " "
                            + e.getStanding().getTokenGeneration())
                    .containsExactly("1 true 0", "2 true 1", "3 false 1"));
        }
        Long[] many = LongStream.rangeClosed(1, Standings.MAX_BATCH + 1).boxed().toArray(Long[]::new);
        assertThatThrownBy(() -> standings(many)).hasMessageContaining("INVALID_ARGUMENT");
    }
}
