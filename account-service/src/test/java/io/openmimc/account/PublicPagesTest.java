package io.openmimc.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class PublicPagesTest {
    private static final Pattern SCRIPT = Pattern.compile("(?is)<script\\b([^>]*)>(.*?)</script>");
    private static final Pattern FILE = Pattern.compile("(?i)<(?:script|link)\\b[^>]*(?:src|href)=\"(/[^\"]*)\"");
    /** A handler, a style or an address that is code, within a page. */
    private static final Pattern WITHIN = Pattern.compile("(?is)<[^>]*\\s(?:on\\w+|style)\\s*=|javascript:|<style\\b");

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/"})
    void theConsoleRunsNothingButItsOwnFiles(String path) {
        // When
        Response page = given().get(path);
        // Then
        page.then().statusCode(200).contentType("text/html;charset=UTF-8").body(containsString("OpenMIMC console"));
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThatNothingStandsWithin(page.asString());
        assertThat(files(page.asString())).containsExactly("/console/console.css", "/console/console.js");
        given().get("/console/console.css").then().statusCode(200).contentType("text/css;charset=UTF-8");
        given().get("/console/console.js")
                .then()
                .statusCode(200)
                .contentType("text/javascript;charset=UTF-8")
                .header("X-Content-Type-Options", "nosniff")
                .body(containsString("/api/admin/apps"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/swagger-ui/", "/q/swagger-ui/index.html"})
    void thePageThatShowsTheApiRunsNothingButItsOwnFiles(String path) {
        // When
        Response page = given().get(ManagementPort.uri(path));
        // Then
        page.then().statusCode(200).contentType("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval");
        assertThatNothingStandsWithin(page.asString());
        assertThat(files(page.asString())).hasSize(4).allSatisfy(file -> {
            URI uri = ManagementPort.uri(file);
            String type = file.endsWith(".css") ? "text/css" : "text/javascript";
            given().get(uri).then().statusCode(200).contentType(containsString(type));
        });
    }

    @Test
    void theApiIsDescribedToThoseWhoRunIt() {
        given().get(ManagementPort.uri("/q/openapi"))
                .then()
                .statusCode(200)
                .body(containsString("/api/account/token:"));
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

    private static void assertThatNothingStandsWithin(String page) {
        assertThat(SCRIPT.matcher(page).results()).isNotEmpty().allSatisfy(script -> {
            assertThat(script.group(1)).contains("src=\"/");
            assertThat(script.group(2)).isEmpty();
        });
        assertThat(WITHIN.matcher(page).results().map(MatchResult::group)).isEmpty();
    }

    private static List<String> files(String page) {
        return FILE.matcher(page).results().map(file -> file.group(1)).toList();
    }
}
