package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.service.PortSetting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No way of the public leads to health, metrics and API descriptions. docs/operations.md. */
@ExtendWith(CloudExtension.class)
class ManagementPortTest {
    private final Cloud cloud;

    ManagementPortTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "//q/metrics",
                "/q/health",
                "/q/health/ready",
                "/q/openapi",
                "/q/swagger-ui/",
                "/api/push/../../q/metrics",
                "/api/topic/../../q/health",
                "/console/%2e%2e/q/metrics",
                "/api/account/..%2f..%2fq/metrics",
                "http://localhost/q/metrics",
            })
    void theEdgeLeadsToNoneOfIt(String path) throws IOException {
        assertThat(statusOf(PortSetting.API, path)).isBetween(400, 404);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_HTTP")
    void thePublicPortOfAServiceHasNoneOfIt(PortSetting port) throws IOException {
        for (String path :
                new String[] {"/q/metrics", "/q/health", "/q/health/ready", "/q/openapi", "/q/swagger-ui/"}) {
            assertThat(statusOf(port, path)).as(path).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_MANAGEMENT")
    void theManagementPortOfAServiceHasItAll(PortSetting port) throws IOException {
        for (String path : new String[] {"/q/metrics", "/q/health", "/q/health/ready", "/q/openapi"}) {
            assertThat(statusOf(port, path)).as(path).isEqualTo(200);
        }
    }

    @Test
    void everyServiceHasOne() {
        assertThat(Arrays.stream(PortSetting.values())
                        .filter(port -> port.name().endsWith("_MANAGEMENT")))
                .extracting(PortSetting::process)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(PortSetting.values())
                        .filter(port -> port.name().endsWith("_HTTP"))
                        .map(PortSetting::process)
                        .toList());
    }

    /** The path goes over the wire as it is written here: clients of HTTP would tidy it. */
    private int statusOf(PortSetting port, String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", cloud.settings().port(port))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(reader.readLine().split(" ", 3)[1]);
        }
    }
}
