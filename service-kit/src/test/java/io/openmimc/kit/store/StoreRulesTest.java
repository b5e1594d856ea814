package io.openmimc.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreRulesTest {
    private static final StoreRules STRICT = new StoreRules(Set.of(), false);
    private static final StoreRules LENIENT = new StoreRules(Set.of(), true);
    private static final String LONG = "gKq3Vw0sJ5xTz8";

    @TempDir
    Path directory;

    @Test
    void aStoreWithNothingSetLacksUserPasswordAndTls() {
        assertThat(STRICT.unmet(Store.KAFKA, settings(null, null, false)))
                .satisfiesExactly(
                        user -> assertThat(user).startsWith("OPENMIMC_KAFKA_USERNAME is not set: "),
                        password -> assertThat(password).startsWith("OPENMIMC_KAFKA_PASSWORD is not set: "),
                        tls -> assertThat(tls)
                                .startsWith("OPENMIMC_KAFKA_TLS is not true: ")
                                .contains("OPENMIMC_KAFKA_CA", "add kafka to OPENMIMC_STORES_ALLOW_PLAINTEXT"));
    }

    @Test
    void aPasswordOfOnesOwnAndTlsAreEnough() {
        assertThat(STRICT.unmet(Store.POSTGRESQL, settings("mimc", LONG, true))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mimc", "changeme", "ChangeMe", " password ", "", "  ", "accounts", "cassandra"})
    void aPasswordThatEverybodyKnowsIsNone(String password) {
        assertThat(STRICT.unmet(Store.CASSANDRA, settings("accounts", password, true)))
                .singleElement()
                .asString()
                .startsWith("OPENMIMC_CASSANDRA_PASSWORD is ");
    }

    @Test
    void redisOwnUserNeedsNoName() {
        assertThat(STRICT.unmet(Store.REDIS, settings(null, LONG, true))).isEmpty();
    }

    @Test
    void aStoreThatSomethingElseEncryptsStillNeedsItsPassword() {
        // Given
        StoreRules mesh = new StoreRules(Set.of(Store.REDIS), false);
        // Then
        assertThat(mesh.unmet(Store.REDIS, settings(null, LONG, false))).isEmpty();
        assertThat(mesh.unmet(Store.REDIS, settings(null, null, false))).hasSize(1);
        assertThat(mesh.unmet(Store.KAFKA, settings("mimc", LONG, false))).hasSize(1);
    }

    @Test
    void onOneMachineNothingIsAskedFor() {
        assertThat(LENIENT.unmet(Store.POSTGRESQL, settings("mimc", "mimc", false)))
                .isEmpty();
        assertThat(LENIENT.unmet(Store.REDIS, settings(null, null, false))).isEmpty();
    }

    @Test
    void aPasswordWithALineBreakIsRefusedEverywhereAndNotShown() {
        assertThat(LENIENT.unmet(Store.REDIS, settings(null, LONG + "\n", false)))
                .singleElement()
                .asString()
                .startsWith("OPENMIMC_REDIS_PASSWORD has a line break")
                .doesNotContain(LONG);
    }

    @Test
    void aUserWithoutAPasswordIsRefusedEverywhere() {
        assertThat(LENIENT.unmet(Store.KAFKA, settings("mimc", null, false)))
                .singleElement()
                .asString()
                .startsWith("OPENMIMC_KAFKA_PASSWORD is not set");
    }

    @Test
    void anAuthorityThatIsNotThereOrNoneIsRefusedEverywhere() throws IOException {
        // Given
        Path empty = Files.writeString(directory.resolve("empty.crt"), "not a certificate\n");
        // Then
        assertThat(LENIENT.unmet(Store.KAFKA, withCa(directory.resolve("ca.crt").toString())))
                .singleElement()
                .asString()
                .startsWith("OPENMIMC_KAFKA_CA names a file that cannot be read, " + directory);
        assertThat(LENIENT.unmet(Store.KAFKA, withCa(empty.toString())))
                .singleElement()
                .asString()
                .startsWith("OPENMIMC_KAFKA_CA names a file without certificates in PEM, ");
    }

    private static StoreSettings settings(@Nullable String user, @Nullable String password, boolean tls) {
        return new StoreSettings(
                Optional.ofNullable(user), Optional.ofNullable(password), Optional.empty(), tls, Optional.empty());
    }

    private static StoreSettings withCa(String file) {
        return new StoreSettings(Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.of(file));
    }
}
