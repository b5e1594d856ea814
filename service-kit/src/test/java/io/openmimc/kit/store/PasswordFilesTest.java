package io.openmimc.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFilesTest {
    @TempDir
    Path directory;

    @Test
    void aPasswordInAFileIsReadWithoutTheLineBreakAtItsEnd() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("password"), "s3cret word\n");
        // Then
        assertThat(read("openmimc.redis.password", Map.of("openmimc.redis.password-file", file.toString())))
                .contains("s3cret word");
    }

    @Test
    void theVariableItselfWins() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("secret"), "of the file");
        // Then
        assertThat(read("openmimc.secret", Map.of("openmimc.secret-file", file.toString(), "openmimc.secret", "mine")))
                .contains("mine");
    }

    @Test
    void aFileThatIsNotThereStopsTheStartAndSaysWhich() {
        // Given
        String file = directory.resolve("away").toString();
        var settings =
                new StoreSettings(Optional.empty(), Optional.empty(), Optional.of(file), false, Optional.empty());
        // Then
        assertThat(read("openmimc.kafka.password", Map.of("openmimc.kafka.password-file", file)))
                .isEmpty();
        assertThat(new StoreRules(Set.of(), true).unmet(Store.KAFKA, settings))
                .singleElement()
                .asString()
                .startsWith("OPENMIMC_KAFKA_PASSWORD_FILE names a file that is empty or cannot be read, " + file);
    }

    private static Optional<String> read(String name, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .withSources(new PasswordFiles())
                .build()
                .getOptionalValue(name, String.class);
    }
}
