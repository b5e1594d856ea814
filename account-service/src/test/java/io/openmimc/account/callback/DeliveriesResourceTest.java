package io.openmimc.account.callback;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(CallbackServiceStandIn.class)
class DeliveriesResourceTest {
    private static String path(String app, String rest) {
        return RestAssured.baseURI + ":" + RestAssured.port + "/api/admin/apps/" + app + "/callbacks/" + rest;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, state, state",
        "GET, failed, failed",
        "GET, failed/, failed",
        "GET, failed?after=1%2C2&limit=%31, failed?after=1%2C2&limit=%31",
        "POST, test, test",
        "POST, failed/resend, failed/resend"
    })
    void whatCallbackServiceKnowsItIsAskedForThoughOneAddressOfItIsDead(String method, String rest, String asked) {
        // Given
        String body = method.equals("POST") ? "{\"deliveryId\":\"小\"}" : "";
        // When
        given().urlEncodingEnabled(false)
                .contentType(ContentType.JSON.withCharset("UTF-8"))
                .header("Authorization", "Bearer " + TestApp.ADMIN_TOKEN)
                .body(body)
                .request(method, path("7", rest))
                // Then
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("asked", is(method + " /api/admin/apps/7/callbacks/" + asked))
                .body("operator", is("Bearer " + TestApp.ADMIN_TOKEN))
                .body("body", is(body));
    }

    @Test
    void aCallWithoutABodyIsHandedOnWithoutOne() {
        TestApp.operator().post(path("7", "test")).then().statusCode(200).body("body", is(""));
    }

    @Test
    void itsRefusalsAreHandedBack() {
        TestApp.operator().get(path("503", "state")).then().statusCode(503).header("Retry-After", "1");
    }

    @Test
    void whileItDoesNotAnswerTheOperatorHearsOfIt() {
        TestApp.operator()
                .get(path("999", "state"))
                .then()
                .statusCode(503)
                .body("code", is(503))
                .body("message", is("callback-service does not answer, try again"))
                .body("data", nullValue());
    }

    @Test
    void whoIsNoOperatorReachesNothing() {
        given().get(path("7", "state")).then().statusCode(401).body("asked", nullValue());
        given().header("Authorization", "Bearer guessed")
                .contentType(ContentType.JSON)
                .post(path("7", "test"))
                .then()
                .statusCode(401)
                .body("asked", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "7%2F8", "-1", "7%3Fa"})
    void whatIsNoIdGoesNoFurther(String app) {
        given().urlEncodingEnabled(false)
                .header("Authorization", "Bearer " + TestApp.ADMIN_TOKEN)
                .get(path(app, "state"))
                .then()
                .statusCode(404)
                .body("asked", nullValue());
    }
}
