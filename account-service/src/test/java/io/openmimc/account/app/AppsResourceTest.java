package io.openmimc.account.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.*;

import io.grpc.Channel;
import io.openmimc.account.PublishedEvents;
import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.openmimc.proto.events.AppChanged;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.*;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class AppsResourceTest {
    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @GrpcClient("accounts")
    Channel channel;

    @Test
    void anAppIsCreatedShownListedChangedAndDeleted() {
        // When
        TestApp app = TestApp.create(
                Map.of("limits", Map.of("tokenRequests", 7), "corsOrigins", List.of("https://a.example")));
        // Then
        assertThat(app.id()).matches("[1-9][0-9]{18}");
        assertThat(app.secret()).hasSize(43);
        TestApp.operator()
                .get("/api/admin/apps/" + app.id())
                .then()
                .statusCode(200)
                .body("data.name", is("A test"))
                .body("data.package", is("com.example.test"))
                .body("data.appKey", is(app.key()))
                .body("data", not(hasKey("appSecret")))
                .body("data.limits.tokenRequests", is(7))
                .body("data.limits.pushRequests", is(1000))
                .body("data.ownLimits.tokenRequests", is(7))
                .body("data.ownLimits.pushRequests", nullValue())
                .body("data.corsOrigins", contains("https://a.example"))
                .body("data.version", is(1));
        TestApp.operator()
                .body(Map.of("name", "Renamed", "limits", Map.of("pushRequests", 5)))
                .put("/api/admin/apps/" + app.id())
                .then()
                .statusCode(200)
                .body("data.name", is("Renamed"))
                .body("data.package", is("com.example.test"))
                .body("data.limits.tokenRequests", is(100))
                .body("data.limits.pushRequests", is(5))
                .body("data.corsOrigins", contains("https://a.example"))
                .body("data.version", is(2));
        TestApp.operator()
                .delete("/api/admin/apps/" + app.id())
                .then()
                .statusCode(200)
                .body("code", is(200))
                .body("$", hasKey("data"));
        TestApp.operator()
                .get("/api/admin/apps/" + app.id())
                .then()
                .statusCode(404)
                .body("code", is(404));
        TestApp.operator().delete("/api/admin/apps/" + app.id()).then().statusCode(404);
    }

    @Test
    void whetherNewMembersReadOlderMessagesIsKeptAndToldToTheOtherServices() throws Exception {
        // Given
        TestApp open = TestApp.create();
        TestApp closed = TestApp.create(Map.of("topicHistoryFromJoining", true));
        // When
        TestApp.operator()
                .body(Map.of("name", "Renamed"))
                .put("/api/admin/apps/" + closed.id())
                .then()
                .body("data.topicHistoryFromJoining", is(true));
        // Then
        TestApp.operator().get("/api/admin/apps/" + open.id()).then().body("data.topicHistoryFromJoining", is(false));
        assertThat(settings(open).getTopicHistoryFromJoining()).isFalse();
        assertThat(settings(closed).getTopicHistoryFromJoining()).isTrue();
        TestApp.operator()
                .body(Map.of("topicHistoryFromJoining", false))
                .put("/api/admin/apps/" + closed.id())
                .then()
                .body("data.topicHistoryFromJoining", is(false));
        assertThat(settings(closed).getTopicHistoryFromJoining()).isFalse();
    }

    @Test
    void limitsOfLoginsAreGenerousUntilAnAppHasItsOwnAndAreToldToTheOtherServices() throws Exception {
        // Given
        TestApp generous = TestApp.create();
        TestApp small = TestApp.create(Map.of("limits", Map.of("connectionsApp", 3, "loginsApp", 2)));
        // When
        var shown = TestApp.operator().get("/api/admin/apps/" + small.id()).then();
        // Then
        shown.body("data.limits.connectionsApp", is(3))
                .body("data.limits.loginsApp", is(2))
                .body("data.ownLimits.connectionsApp", is(3))
                .body("data.ownLimits.loginsApp", is(2));
        TestApp.operator()
                .get("/api/admin/apps/" + generous.id())
                .then()
                .body("data.limits.connectionsApp", is(100_000))
                .body("data.limits.loginsApp", is(1_000))
                .body("data.ownLimits.connectionsApp", nullValue())
                .body("data.ownLimits.loginsApp", nullValue());
        assertThat(settings(small).getLimits().getConnectionsApp()).isEqualTo(3);
        assertThat(settings(small).getLimits().getLoginsApp()).isEqualTo(2);
        assertThat(settings(generous).getLimits().getConnectionsApp()).isEqualTo(100_000);
        TestApp.operator()
                .body(Map.of("limits", Map.of("loginsApp", 5)))
                .put("/api/admin/apps/" + small.id())
                .then()
                .body("data.limits.connectionsApp", is(100_000))
                .body("data.limits.loginsApp", is(5));
    }

    private AppSettings settings(TestApp app) throws Exception {
        return AppsGrpc.newFutureStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .settings(SettingsRequest.newBuilder().setAppId(app.number()).build())
                .get();
    }

    @Test
    void theListIsPagedByKeyAndMissesNothing() {
        // Given
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            made.add(TestApp.create().id());
        }
        // When
        List<String> listed = new ArrayList<>();
        String after = null;
        do {
            JsonPath page = TestApp.operator()
                    .queryParam("limit", 2)
                    .queryParams(after == null ? Map.of() : Map.of("after", after))
                    .get("/api/admin/apps")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            listed.addAll(page.getList("data.apps.appId", String.class));
            after = page.getString("data.next");
        } while (after != null);
        // Then
        assertThat(listed).doesNotHaveDuplicates().containsAll(made);
        assertThat(listed.stream().map(Long::parseLong).toList()).isSorted();
    }

    @Test
    void twoSecretsAreValidUntilTheOldOneIsEnded() {
        // Given
        TestApp app = TestApp.create();
        // When
        JsonPath rotated = TestApp.operator()
                .post("/api/admin/apps/" + app.id() + "/secret")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        TestApp renewed = new TestApp(app.id(), app.key(), rotated.getString("data.appSecret"));
        // Then
        assertThat(rotated.getBoolean("data.rotating")).isTrue();
        app.token("alice").then().body("code", is(200));
        renewed.token("alice").then().body("code", is(200));
        TestApp.operator()
                .post("/api/admin/apps/" + app.id() + "/secret")
                .then()
                .statusCode(409)
                .body("code", is(409));
        renewed.token("alice").then().body("code", is(200));
        TestApp.operator()
                .delete("/api/admin/apps/" + app.id() + "/secret/old")
                .then()
                .statusCode(200)
                .body("data.rotating", is(false));
        app.token("alice").then().body("code", is(401));
        renewed.token("alice").then().body("code", is(200));
    }

    @Test
    void aCompromisedSecretIsEndedAtOnce() {
        // Given
        TestApp app = TestApp.create();
        // When
        JsonPath rotated = TestApp.operator()
                .body(Map.of("revokeOld", true))
                .post("/api/admin/apps/" + app.id() + "/secret")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        // Then
        app.token("alice").then().body("code", is(401));
        new TestApp(app.id(), app.key(), rotated.getString("data.appSecret"))
                .token("alice")
                .then()
                .body("code", is(200));
    }

    @Test
    void everyChangeIsToldOnceInOrder() {
        // Given
        TestApp app = TestApp.create();
        // When
        TestApp.operator()
                .body(Map.of("name", "B"))
                .put("/api/admin/apps/" + app.id())
                .then()
                .statusCode(200);
        TestApp.operator()
                .body(Map.of("name", ""))
                .put("/api/admin/apps/" + app.id())
                .then()
                .statusCode(400);
        TestApp.operator().delete("/api/admin/apps/" + app.id()).then().statusCode(200);
        // Then
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events.ofApp(app.number()))
                    .extracting(AppChanged::getChange)
                    .containsExactly(AppChanged.Change.CREATED, AppChanged.Change.CHANGED, AppChanged.Change.DELETED));
            assertThat(events.ofApp(app.number()))
                    .extracting(AppChanged::getVersion)
                    .containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void noOneEntersWithoutTheAdminToken() {
        // When
        Response none = given().get("/api/admin/apps");
        Response wrong = given().header("Authorization", "Bearer " + TestApp.ADMIN_TOKEN + "x")
                .get("/api/admin/apps");
        Response basic =
                given().header("Authorization", "Basic " + TestApp.ADMIN_TOKEN).get("/api/admin/apps");
        Response doubled = given().urlEncodingEnabled(false).get("//api/admin/apps/");
        Response create = given().contentType("application/json")
                .body("{\"name\":\"x\",\"package\":\"x\"}")
                .post("/api/admin/apps");
        // Then
        for (Response refused : List.of(none, wrong, basic, doubled, create)) {
            refused.then().statusCode(401).body("code", is(401)).body("data", nullValue());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}|name: missing",
                "{\"name\":\"x\"}|package: missing",
                "{\"name\":\"\",\"package\":\"p\"}|name: missing",
                "{\"name\":\"a\\nb\",\"package\":\"p\"}|name: has a control character or is not Unicode",
                "{\"name\":\"x\",\"package\":\"a b\"}|package: must not have spaces",
                "{\"name\":5,\"package\":\"p\"}|name: must be a string",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"maxPayloadBytes\":0}}|limits.maxPayloadBytes: must be 1 to 1048576",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"maxPayloadBytes\":1048577}}|limits.maxPayloadBytes: must be 1 to 1048576",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"pushRequests\":\"many\"}}|limits.pushRequests: must be an integer",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":[]}|limits: must be an object",
                "{\"name\":\"x\",\"package\":\"p\",\"corsOrigins\":[\"ftp://a\"]}|corsOrigins: each must be * or as https://example.com:8443",
                "{\"name\":\"x\",\"package\":\"p\",\"corsOrigins\":[\"https://a/b\"]}|corsOrigins: each must be * or as https://example.com:8443",
                "{\"name\":\"x\",\"package\":\"p\",\"corsOrigins\":\"https://a\"}|corsOrigins: must be an array",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"topicMembers\":5001}}|limits.topicMembers: must be 1 to 5000",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"connectionsApp\":0}}|limits.connectionsApp: must be 1 to 10000000",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"connectionsApp\":10000001}}|limits.connectionsApp: must be 1 to 10000000",
                "{\"name\":\"x\",\"package\":\"p\",\"limits\":{\"loginsApp\":1000001}}|limits.loginsApp: must be 1 to 1000000",
                "{\"name\":\"x\",\"package\":\"p\",\"topicHistoryFromJoining\":\"yes\"}|topicHistoryFromJoining: must be true or false",
                "{\"name\":\"x\",\"package\":\"p\",\"temporaryTtlSeconds\":-1}|temporaryTtlSeconds: must be 0 to 315360000",
            })
    void aWrongFieldIsNamedAndNothingIsCreated(String body, String message) {
        // When
        Response answer = TestApp.operator().body(body).post("/api/admin/apps");
        // Then
        answer.then()
                .statusCode(400)
                .body("code", is(400))
                .body("message", is(message))
                .body("data", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", "99999999999999999999", "1"})
    void whatIsNoAppIsNotFound(String id) {
        // When
        Response answer = TestApp.operator().get("/api/admin/apps/" + id);
        // Then
        answer.then().statusCode(404).body("code", is(404));
    }

    @Test
    void concurrentChangesOfOneAppAreAllCounted() {
        // Given
        TestApp app = TestApp.create();
        // When
        List<Integer> statuses = java.util.stream.IntStream.range(0, 20)
                .parallel()
                .map(i -> TestApp.operator()
                        .body(Map.of("name", "name " + i))
                        .put("/api/admin/apps/" + app.id())
                        .statusCode())
                .boxed()
                .toList();
        // Then
        assertThat(statuses).containsOnly(200);
        TestApp.operator().get("/api/admin/apps/" + app.id()).then().body("data.version", is(21));
    }
}
