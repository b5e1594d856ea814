package io.openmimc.kit.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every service keeps from the public, and shows those who run it. docs/operations.md. */
public interface ManagementContract {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q",
                "/q/",
                "/q/metrics",
                "//q/metrics",
                "/q/metrics/",
                "/q/health",
                "/q/health/live",
                "/q/health/ready",
                "/q/health/started",
                "/q/health-ui/",
                "/q/openapi",
                "/q/openapi.json",
                "/q/swagger-ui",
                "/q/swagger-ui/",
                "/q/swagger-ui/index.html",
                "/q/swagger-ui/swagger-ui-bundle.js",
                "/q/dev-ui/",
                "/q/info",
                "/metrics",
                "/health",
                "/openapi",
            })
    default void thePublicPortKnowsNothingOfIt(String path) throws Exception {
        // When
        HttpResponse<String> answer = get(publicly(path));
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":404", "no such path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/health", "/q/health/live", "/q/health/ready", "/q/openapi"})
    default void theManagementPortAnswersAndLetsBrowsersRunNothing(String path) throws Exception {
        // When
        HttpResponse<String> answer = get(ManagementPort.uri(path));
        // Then: readiness may be 503 while a store is away, but it is an answer
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        assertThat(answer.body()).containsAnyOf("# TYPE", "\"status\":", "openapi: ");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/push/p2p", "/api/admin/apps", "/api/topic/1", "/gslb/", "/console"})
    default void theManagementPortServesNothingElse(String path) throws Exception {
        assertThat(get(ManagementPort.uri(path)).statusCode()).isEqualTo(404);
    }

    private static URI publicly(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return URI.create("http://localhost:" + port + path);
    }

    private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
