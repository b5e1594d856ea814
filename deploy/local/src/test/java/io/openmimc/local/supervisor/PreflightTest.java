package io.openmimc.local.supervisor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.local.StackException;
import io.openmimc.local.service.PortSetting;
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
            assertThatThrownBy(() -> Preflight.check(new Home(directory), settings))
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
        assertThatThrownBy(() -> Preflight.check(new Home(directory), Settings.of(environment, Secrets.random())))
                .hasMessageContaining("OPENMIMC_TCP_PORT and OPENMIMC_WEBSOCKET_PORT are both 20001");
    }

    @Test
    void thePortOfAStoreThatRunsElsewhereIsNotLookedAt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            Map<String, String> environment = environment("OPENMIMC_REDIS_PORT", taken.getLocalPort());
            environment.put("OPENMIMC_REDIS_URI", "redis://example.org");
            // When, Then
            assertThatCode(() -> Preflight.check(new Home(directory), Settings.of(environment, Secrets.random())))
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
