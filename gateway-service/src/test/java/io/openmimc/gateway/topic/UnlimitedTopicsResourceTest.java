package io.openmimc.gateway.topic;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Gateway;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class UnlimitedTopicsResourceTest {
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
}
