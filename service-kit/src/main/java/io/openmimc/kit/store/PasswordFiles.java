package io.openmimc.kit.store;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads the secrets that are in files: {@code OPENMIMC_KAFKA_PASSWORD_FILE} names the one with
 * {@code OPENMIMC_KAFKA_PASSWORD}, and so on. A variable with the secret itself wins.
 */
public final class PasswordFiles implements ConfigSourceFactory {
    private static final List<String> SECRETS = List.of(
            "openmimc.kafka.password",
            "openmimc.cassandra.password",
            "openmimc.redis.password",
            "openmimc.postgresql.password",
            "openmimc.secret",
            "openmimc.admin.token");
    /** Above application.properties, below the environment. */
    private static final int ORDINAL = 280;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> read = new HashMap<>();
        for (String secret : SECRETS) {
            String file = context.getValue(secret + "-file").getValue();
            if (file != null && !file.isBlank()) {
                content(file).ifPresent(value -> read.put(secret, value));
            }
        }
        return List.of(new PropertiesConfigSource(read, "files of secrets", ORDINAL));
    }

    /** Why a file has no secret, or empty when it has one. */
    static Optional<String> problem(String file) {
        return content(file).filter(value -> !value.isBlank()).isPresent()
                ? Optional.empty()
                : Optional.of("names a file that is empty or cannot be read, " + file + ": mount it, readable for the"
                        + " user of this process");
    }

    /** Empty also when it cannot be read: then {@link StoreRules} says so, and the service does not start. */
    private static Optional<String> content(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)).replaceFirst("\\R\\z", ""));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
