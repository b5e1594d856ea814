package io.openmimc.kit.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The migrations of the last release, each with its checksum. */
final class ReleasedMigrations {
    private static final Path FILE = Path.of("src/test/resources/contract/released-migrations.txt");

    private ReleasedMigrations() {}

    /** SHA-256 by path. */
    static Map<String, String> read() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" +", 2))
                .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));
    }

    static void write(String release, List<MigrationFile> files) throws IOException {
        String lines = files.stream()
                .map(file -> file.sha256() + "  " + file.path() + "\n")
                .collect(Collectors.joining());
        Files.writeString(
                FILE,
                "# The migrations as of " + release + ". Written at a release, by TakeMigrationSnapshot.\n" + lines);
    }
}
