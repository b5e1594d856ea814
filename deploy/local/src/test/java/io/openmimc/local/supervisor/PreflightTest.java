package io.openmimc.local.supervisor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.local.StackException;
import io.openmimc.local.service.PortSetting;
import io.openmimc.local.service.Replicas;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.service.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
    @TempDir
    private Path directory;

    @Test
    void aTakenPortIsNamedWithItsOwnerAndTheSettingThatMovesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            Settings settings = Settings.of(environment("OPENMIMC_API_PORT", taken.getLocalPort()), Secrets.random());
            // When, Then
            assertThatThrownBy(() -> Preflight.check(new Home(directory), settings, true))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + ", which edge needs, is taken by java (pid "
                            + ProcessHandle.current().pid() + ")")
                    .hasMessageContaining("OPENMIMC_API_PORT");
        }
    }

    @Test
    void aPortGivenToTwoIsRefused() {
        // Given
        Map<String, String> environment = environment("OPENMIMC_TCP_PORT", 20001);
        environment.put("OPENMIMC_WEBSOCKET_PORT", "20001");
        // When, Then
        assertThatThrownBy(() -> Preflight.check(new Home(directory), Settings.of(environment, Secrets.random()), true))
                .hasMessageContaining("OPENMIMC_TCP_PORT and OPENMIMC_WEBSOCKET_PORT are both 20001");
    }

    @Test
    void thePortOfAStoreThatRunsElsewhereIsNotLookedAt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            Map<String, String> environment = environment("OPENMIMC_REDIS_PORT", taken.getLocalPort());
            environment.put("OPENMIMC_REDIS_URI", "redis://example.org");
            // When, Then
            assertThatCode(() -> Preflight.check(new Home(directory), Settings.of(environment, Secrets.random()), true))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aTakenPortOfASecondReplicaIsNamedAsItIs() throws IOException {
        // Given
        Settings settings = Settings.free(Secrets.random()).with(Replicas.parse("history=2"));
        int second = settings.port(PortSetting.HISTORY_GRPC, 1);
        try (ServerSocket taken = new ServerSocket(second, 1, InetAddress.getLoopbackAddress())) {
            // When, Then
            assertThatThrownBy(() -> Preflight.check(new Home(directory), settings, true))
                    .hasMessageContaining(
                            "Port " + taken.getLocalPort() + ", which history-service-2 needs, is taken by java")
                    .hasMessageContaining("OPENMIMC_HISTORY_GRPC_PORT");
        }
    }

    @Test
    void aPortThatAReplicaWouldTakeFromAnotherServiceIsRefusedBeforeThereIsOne() {
        // Given
        Map<String, String> environment = environment("OPENMIMC_ACCOUNT_HTTP_PORT", 20100);
        environment.put("OPENMIMC_TOPIC_HTTP_PORT", "20120");
        // When, Then
        assertThatThrownBy(() -> Preflight.check(new Home(directory), Settings.of(environment, Secrets.random()), true))
                .hasMessageContaining("OPENMIMC_ACCOUNT_HTTP_PORT is 20100, so account-service-2 would have port 20120,"
                        + " which is that of OPENMIMC_TOPIC_HTTP_PORT");
    }

    @Test
    void whereOnlyTheStoresAreStartedOnlyTheirPortsAreLookedAt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Settings settings = Settings.of(environment("OPENMIMC_API_PORT", taken.getLocalPort()), Secrets.random());
            assertThatCode(() -> Preflight.check(new Home(directory), settings, false))
                    .doesNotThrowAnyException();
        }
    }

    /** All ports free ones, except for one. */
    private static Map<String, String> environment(String variable, int port) {
        Map<String, String> environment = new HashMap<>();
        for (PortSetting setting : PortSetting.values()) {
            environment.put(setting.variable(), "0");
        }
        environment.put(variable, Integer.toString(port));
        return environment;
    }
}
