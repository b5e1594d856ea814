package io.openmimc.account;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class PublicPagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/"})
    void theConsoleIsOnePageThatLoadsNothingFromElsewhere(String path) {
        given().get(path)
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(containsString("OpenMIMC console"));
    }

    @Test
    void theApiIsDescribedAndShown() {
        given().get(ManagementPort.uri("/q/openapi"))
                .then()
                .statusCode(200)
                .body(containsString("/api/account/token:"));
        given().get(ManagementPort.uri("/q/swagger-ui/"))
                .then()
                .statusCode(200)
                .body(containsString("swagger-ui"));
    }

    @Test
    void healthAndMetricsAreThere() {
        TestApp.create().token("alice").then().body("code", is(200));
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
        given().get(ManagementPort.uri("/q/health/ready")).then().statusCode(200);
        given().get(ManagementPort.uri("/q/metrics"))
                .then()
                .statusCode(200)
                .body(containsString("account_tokens_total{outcome=\"ISSUED\""));
    }
}
