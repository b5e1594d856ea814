package io.openmimc.gateway.topic;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Gateway;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class UnlimitedTopicsResourceTest {
    private static final int BURST = 50;

    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @Test
    void aValidTokenGetsAnEmptyListHoweverThePathIsWritten() {
        String token = gateway.token(neighbours, "alice");
        for (String path : new String[] {"/api/uctopic/topics", "/api/uctopic/topics/", "//api/uctopic/topics"}) {
            given().urlEncodingEnabled(false)
                    .header("token", token)
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body("code", equalTo(200))
                    .body("message", equalTo("success"))
                    .body("data", hasSize(0));
        }
    }

    @Test
    void anInvalidTokenIsRefusedInsideHttp200() {
        given().header("token", "none")
                .get("/api/uctopic/topics")
                .then()
                .statusCode(200)
                .body("code", equalTo(401))
                .body("data", nullValue());
    }

    @Test
    void anAccountThatFloodsIsRefusedWith429AndOthersAreNot() {
        // Given
        String flood = gateway.token(neighbours, "flood");
        // When
        Map<Integer, Integer> codes = new HashMap<>();
        String retryAfter = null;
        long start = System.nanoTime();
        for (int i = 0; i < 2_000 && !codes.containsKey(429); i++) {
            Response answer = given().header("token", flood).get("/api/uctopic/topics");
            codes.merge(answer.path("code"), 1, Integer::sum);
            retryAfter = answer.header("Retry-After");
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000L;
        // Then
        assertThat(codes.keySet()).containsExactlyInAnyOrder(200, 429);
        assertThat(codes.get(200)).isBetween(BURST, BURST + AccountService.QUERIES_ACCOUNT * ((int) seconds + 1));
        assertThat(retryAfter).isNotNull();
        given().header("token", gateway.token(neighbours, "other"))
                .get("/api/uctopic/topics")
                .then()
                .body("code", equalTo(200));
    }
}
