package io.openmimc.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.LocalStack;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainLauncher;
import io.quarkus.test.junit.main.QuarkusMainTest;
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

    public static final class Job implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openmimc.setup", "only", "openmimc.setup.patience", "2m");
        }
    }

    @BeforeAll
    static void startStores() {
        STACK.init(Map.of("stores", "postgresql,kafka"));
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
                .contains("V1__apps_accounts_keys.sql", "V8__standings.sql", "made mimc.accounts", "setup is done")
                .doesNotContain("signing key created", "Listening on", "events followed");
        assertThat(second.exitCode()).as(second.getOutput()).isZero();
        assertThat(second.getOutput())
                .contains("schema account in PostgreSQL: all there", "topics in Kafka: all there", "setup is done");
    }
}
