package io.openmimc.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the sources are. */
final class Repository {
    private Repository() {}

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
