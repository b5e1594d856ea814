package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.LocalStack;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service as a job: {@code OPENMIMC_SETUP=only}. */
@QuarkusMainTest
@TestProfile(SetupOnlyTest.Job.class)
class SetupOnlyTest {
    /** Outlives a launch, as its jobs do not. */
    private static final LocalStack STACK = new LocalStack();

    private static Map<String, String> stores = Map.of();

    /** Its port is one that cannot be had: who opens it fails. */
    private static final ServerSocket TAKEN = taken();

    public static final class Job implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String port = String.valueOf(TAKEN.getLocalPort());
            return Map.of(
                    "openmimc.setup", "only",
                    "openmimc.setup.patience", "2m",
                    "quarkus.grpc.server.port", port,
                    "quarkus.grpc.server.test-port", port,
                    "quarkus.http.test-port", port,
                    "quarkus.management.test-port", port);
        }
    }

    @BeforeAll
    static void startStores() {
        STACK.init(Map.of("stores", "kafka,cassandra"));
        stores = STACK.start();
        stores.forEach(System::setProperty);
    }

    @AfterAll
    static void stopStores() {
        stores.keySet().forEach(System::clearProperty);
        STACK.stop();
    }

    @Test
    void jobMakesWhatIsMissingAndTheNextOneFindsItAllThere(QuarkusMainLauncher launcher) {
        // When
        LaunchResult first = launcher.launch();
        LaunchResult second = launcher.launch();
        // Then
        assertThat(first.exitCode()).as(first.getOutput()).isZero();
        assertThat(first.getOutput())
                .contains("made keyspace mimc", "made V1__inbox.cql", "made V5__first_login.cql", "made mimc.messages")
                .contains("made mimc.accounts.dead", "setup is done")
                .doesNotContain("consumer started", "Listening on", "events followed");
        assertThat(second.exitCode()).as(second.getOutput()).isZero();
        assertThat(second.getOutput())
                .contains("all there", "setup is done")
                .doesNotContain(": made ", "events followed");
    }

    private static ServerSocket taken() {
        try {
            return new ServerSocket(0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
