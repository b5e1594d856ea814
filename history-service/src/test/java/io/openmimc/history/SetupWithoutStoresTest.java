package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.junit.main.Launch;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service as a job whose stores never come: {@code OPENMIMC_SETUP=only}. */
@QuarkusMainTest
@TestProfile(SetupWithoutStoresTest.Job.class)
class SetupWithoutStoresTest {
    public static final class Job implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "openmimc.setup", "only",
                    "openmimc.setup.patience", "3s",
                    "openmimc.cassandra.contact-points", "127.0.0.1:1",
                    "openmimc.kafka.bootstrap", "127.0.0.1:1");
        }
    }

    @Test
    @Launch(
            value = {},
            exitCode = 1)
    void jobEndsInTimeAndSaysForWhatItWaited(LaunchResult result) {
        assertThat(result.getOutput()).containsPattern("setup failed: .* not within 3 s \\(OPENMIMC_SETUP_PATIENCE\\)");
    }
}
