package io.openmimc.account.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who guesses is slowed down; who knows is not kept out. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class WrongCredentialsTest {
    private static List<Response> guesses(Supplier<Response> guess) {
        return Stream.generate(guess).limit(60).toList();
    }

    private static void assertSlowedDown(List<Response> answers) {
        assertThat(answers.get(0).jsonPath().getInt("code")).isEqualTo(401);
        assertThat(answers).extracting(each -> each.jsonPath().getInt("code")).containsOnly(401, 429);
        assertThat(answers)
                .filteredOn(each -> each.jsonPath().getInt("code") == 429)
                .allSatisfy(each -> assertThat(each.getHeader("Retry-After")).isNotEmpty())
                .hasSizeGreaterThan(20);
    }

    @Test
    void wrongSecretsInABodyAreSlowedDownAndTheRightOnePasses() {
        TestApp app = TestApp.create();
        Map<String, Object> wrong = app.tokenBody("alice");
        wrong.put("appSecret", "wrong");
        assertSlowedDown(
                guesses(() -> given().contentType(ContentType.JSON).body(wrong).post("/api/account/token")));
        app.token("alice").then().body("code", is(200));
    }

    @Test
    void wrongSecretsInHeadersAreSlowedDownAndAnotherAppIsNotConcerned() {
        TestApp app = TestApp.create();
        assertSlowedDown(guesses(() -> given().header("appId", app.id())
                .header("appKey", app.key())
                .header("appSecret", "wrong")
                .header("appAccount", "alice")
                .queryParam("blackAccount", "bob")
                .get("/api/blacklist")));
        TestApp other = TestApp.create();
        given().header("appId", other.id())
                .header("appKey", other.key())
                .header("appSecret", "wrong")
                .header("appAccount", "alice")
                .queryParam("blackAccount", "bob")
                .get("/api/blacklist")
                .then()
                .body("code", is(401));
    }

    @Test
    void wrongAdminTokensAreSlowedDownAndTheRightOnePasses() {
        List<Response> answers =
                guesses(() -> given().header("Authorization", "Bearer guessed").get("/api/admin/apps"));
        assertSlowedDown(answers);
        assertThat(answers.get(59).statusCode()).isEqualTo(429);
        TestApp.operator().get("/api/admin/apps").then().statusCode(200);
        given().get("/api/admin/apps").then().statusCode(401);
    }
}
