package io.openmimc.contact;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class CallersTest extends ContactFixture {

    private RequestSpecification byApp(String account) {
        return given().header("appId", APP)
                .header("appKey", AccountServiceStandIn.APP_KEY)
                .header("appSecret", AccountServiceStandIn.APP_SECRET)
                .header("appAccount", account);
    }

    private static int code(Response response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return response.jsonPath().getInt("code");
    }

    @Test
    void anAppsServerAsksForAnAccountOfIts() {
        // Given
        awaitListed(bob, send(p2p(now, alice, bob)));
        // When
        var answer = byApp(bob).get("/api/contact/").jsonPath();
        // Then
        assertThat(answer.getInt("code")).isEqualTo(200);
        assertThat(names(answer)).containsExactly(alice);
        assertThat(names(byApp(bob)
                        .queryParam("member", alice)
                        .delete("/api/contact/p2p/session/")
                        .jsonPath()))
                .isEmpty();
    }

    @Test
    void whereBothAreThereTheTokenDecides() {
        // Given
        awaitListed(bob, send(p2p(now, alice, bob)));
        // When
        var answer = byApp(carol)
                .header("token", accounts.token(APP, bob))
                .get("/api/contact/")
                .jsonPath();
        // Then
        assertThat(names(answer)).containsExactly(alice);
    }

    @Test
    void whoIsNotKnownIsRefused() {
        assertThat(code(given().get("/api/contact/"))).isEqualTo(401);
        assertThat(code(given().header("token", "nonsense").get("/api/contact/")))
                .isEqualTo(401);
        assertThat(code(given().header("appId", APP)
                        .header("appKey", AccountServiceStandIn.APP_KEY)
                        .header("appSecret", "guessed")
                        .header("appAccount", alice)
                        .get("/api/contact/")))
                .isEqualTo(401);
        assertThat(code(byApp(alice).header("appAccountEncode", "rot13").get("/api/contact/")))
                .isEqualTo(400);
        assertThat(code(given().queryParam("member", alice).delete("/api/contact/p2p/session")))
                .isEqualTo(401);
        assertThat(code(given().queryParam("topicId", 1).delete("/api/contact/p2t/session")))
                .isEqualTo(401);
    }

    @Test
    void whoIsBannedIsRefused() {
        // Given
        accounts.banned(accounts.uuid(APP, "mallory"), true);
        // When
        Response byToken =
                given().header("token", accounts.token(APP, "mallory")).get("/api/contact/");
        // Then
        assertThat(code(byToken)).isEqualTo(403);
        assertThat(code(byApp("mallory").get("/api/contact/"))).isEqualTo(403);
    }

    @Test
    void whoAsksTooOftenIsToldSo() {
        // Given
        long app = accounts.newAppId();
        var settings = AccountServiceStandIn.settings(app);
        accounts.app(settings.setLimits(settings.getLimits().toBuilder().setQueriesAccount(1))
                .build());
        String token = accounts.token(app, alice);
        // When
        List<Response> answers = IntStream.range(0, 200)
                .mapToObj(i -> given().header("token", token).get("/api/contact/"))
                .toList();
        // Then
        assertThat(answers.subList(0, 50)).allMatch(answer -> code(answer) == 200);
        assertThat(answers)
                .anyMatch(answer -> code(answer) == 429 && answer.getHeader("Retry-After") != null)
                .allMatch(answer -> code(answer) == 200 || code(answer) == 429);
    }
}
