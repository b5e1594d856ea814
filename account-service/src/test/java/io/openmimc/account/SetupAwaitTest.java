package io.openmimc.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.setup.Provision;
import io.openmimc.local.LocalStack;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that makes nothing: {@code OPENMIMC_SETUP=await}, and what a job does beside it. */
@QuarkusTest
@TestProfile(SetupAwaitTest.Waiting.class)
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class SetupAwaitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public static final class Waiting implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openmimc.setup", "await");
        }
    }

    LocalStack stack;

    @Inject
    @All
    List<Provision> provisions;

    @Inject
    Scheduler scheduler;

    private static String readiness(int status) {
        return given().get(ManagementPort.uri("/q/health/ready"))
                .then()
                .statusCode(status)
                .extract()
                .asString();
    }

    @Test
    void serviceIsUnreadyAndSaysWhatIsMissingUntilItIsThere() {
        // Given: it has looked
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(readiness(503))
                .contains("V1__apps_accounts_keys.sql, V2__", "OPENMIMC_SETUP=only"));
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
        assertThat(scheduler.isRunning()).isFalse();
        // When: its store goes and comes back meanwhile
        stack.process("postgresql").kill();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(readiness(503)).contains("does not answer"));
        stack.process("postgresql").start();
        stack.process("postgresql").awaitReady();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(readiness(503)).contains("V1__apps_accounts_keys.sql"));
        // When
        provisions.forEach(
                provision -> await().atMost(PATIENCE).ignoreExceptions().until(() -> provision.make() != null));
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> readiness(200));
        assertThat(scheduler.isRunning()).isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        TestApp.create().token("alice").jsonPath().getInt("code"))
                .isEqualTo(200));
    }
}
