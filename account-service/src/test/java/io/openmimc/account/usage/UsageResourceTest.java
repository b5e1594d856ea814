package io.openmimc.account.usage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.openmimc.account.TestApp;
import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.usage.AppUsage;
import io.openmimc.kit.usage.AppUsage.Rates;
import io.openmimc.kit.usage.AppUsage.Refusals;
import io.openmimc.kit.usage.AppUsages;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka,redis"))
class UsageResourceTest {
    public LocalStack stores;

    @Inject
    AppUsages usages;

    @Inject
    Redis redis;

    private final String first = UUID.randomUUID().toString();
    private final String second = UUID.randomUUID().toString();

    @BeforeEach
    void redisIsThere() {
        await().atMost(Duration.ofSeconds(30)).until(redis::connected);
    }

    @AfterEach
    void gatewaysGo() {
        if (redis.connected()) {
            join(redis.call("test", commands -> commands.flushall()));
        }
    }

    @Test
    void whatAllGatewaysTellIsShownTogetherBesideTheLimits() {
        // Given
        TestApp app = TestApp.create(Map.of("limits", Map.of("loginsApp", 9)));
        TestApp other = TestApp.create();
        tell(
                first,
                app,
                new AppUsage(
                        3,
                        new Rates(10.04, 1, 0, 0.25),
                        Map.of("busy", new Refusals(2, 5), "loginsApp", new Refusals(0, 1))));
        tell(second, app, new AppUsage(4, new Rates(0.5, 0, 7, 0), Map.of("busy", new Refusals(1, 1))));
        // Then
        shown(app)
                .body("data.appId", is(app.id()))
                .body("data.gateways", is(2))
                .body("data.limits.loginsApp", is(9))
                .body("data.limits.connectionsApp", is(100_000))
                .body("data.connections", is(7))
                .body("data.perSecond.p2pPacketsApp", is(10.5f))
                .body("data.perSecond.p2tPacketsApp", is(1.0f))
                .body("data.perSecond.pushRequests", is(7.0f))
                .body("data.perSecond.loginsApp", is(0.3f))
                .body("data.refused.busy.lastMinute", is(3))
                .body("data.refused.busy.sinceStart", is(6))
                .body("data.refused.loginsApp.sinceStart", is(1))
                .body("data.refused", not(hasKey("connectionsApp")));
        shown(other)
                .body("data.gateways", is(2))
                .body("data.connections", is(0))
                .body("data.perSecond.p2pPacketsApp", is(0.0f))
                .body("data.refused", anEmptyMap());
    }

    @Test
    void anAppThatHasBecomeIdleAndAGatewayThatIsGoneCountNoMore() {
        // Given
        TestApp app = TestApp.create();
        AppUsage usage = new AppUsage(3, new Rates(1, 1, 1, 1), Map.of());
        tell(first, app, usage);
        tell(second, app, usage);
        // When
        join(usages.tell(first, Map.of(), Set.of(app.number())));
        join(redis.call("test", commands -> commands.pexpire("usage:" + second, 1)));
        // Then
        await().untilAsserted(() -> shown(app).body("data.gateways", is(1)).body("data.connections", is(0)));
        long leftMs = join(redis.call("test", commands -> commands.pttl("usage:" + first)));
        assertThat(leftMs).isBetween(1L, AppUsages.LIFE.toMillis());
    }

    @Test
    void thousandsOfAppsAreToldOf() {
        // Given
        TestApp app = TestApp.create();
        Map<Long, AppUsage> many = new HashMap<>();
        for (long id = 1; id <= 5_000; id++) {
            many.put(id, new AppUsage(1, null, null));
        }
        many.put(app.number(), new AppUsage(8, null, null));
        // When
        join(usages.tell(first, many, Set.of()));
        // Then
        shown(app).body("data.connections", is(8));
        assertThat(join(usages.of(4_321))).containsExactly(new AppUsage(1, null, null));
    }

    @Test
    void whatAGatewayOfAnotherVersionWritesDoesNotHideTheOthers() {
        // Given
        TestApp app = TestApp.create();
        tell(first, app, new AppUsage(3, null, null));
        tell(second, app, new AppUsage(4, null, null));
        join(redis.call(
                "test", commands -> commands.hset("usage:" + first, app.id(), "{\"connections\":2,\"news\":[1]}")));
        shown(app).body("data.connections", is(6));
        // When
        join(redis.call("test", commands -> commands.hset("usage:" + first, app.id(), "no JSON")));
        // Then
        shown(app).body("data.connections", is(4)).body("data.gateways", is(2));
    }

    @Test
    void onlyOperatorsAreAnsweredAndOnlyOfAppsThatExist() {
        TestApp app = TestApp.create();
        given().get(path(app.id())).then().statusCode(401).body("code", is(401));
        TestApp.operator().get(path("7")).then().statusCode(404).body("code", is(404));
        TestApp.operator().get(path("nonsense")).then().statusCode(404).body("code", is(404));
    }

    @Test
    void whileRedisIsAwayTheAnswerIsThatAndTheAppIsShownAllTheSame() throws Exception {
        // Given
        TestApp app = TestApp.create();
        StackProcess process = stores.process("redis");
        process.kill();
        try {
            // When
            JsonPath answer = TestApp.operator()
                    .get(path(app.id()))
                    .then()
                    .statusCode(503)
                    .extract()
                    .jsonPath();
            // Then
            assertThat(answer.getInt("code")).isEqualTo(503);
            TestApp.operator().get("/api/admin/apps/" + app.id()).then().statusCode(200);
            given().get(ManagementPort.uri("/q/health/ready")).then().statusCode(200);
        } finally {
            process.start();
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> shown(app).body("data.connections", is(0)));
    }

    private void tell(String gateway, TestApp app, AppUsage usage) {
        join(usages.tell(gateway, Map.of(app.number(), usage), Set.of()));
    }

    private static ValidatableResponse shown(TestApp app) {
        return TestApp.operator().get(path(app.id())).then().statusCode(200);
    }

    private static String path(String appId) {
        return "/api/admin/apps/" + appId + "/usage";
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
