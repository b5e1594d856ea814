package io.openmimc.kit.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the files that bring a schema up to date, of any service.
 *
 * @param path below the repository's root, with slashes
 */
record MigrationFile(String path, String text) {
    private static final Path ROOT = Path.of("..");

    static List<MigrationFile> all() throws IOException {
        List<MigrationFile> all = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(each -> each.toString().endsWith("-service"))
                    .sorted()
                    .toList()) {
                all.addAll(of(module.resolve("src/main/resources")));
            }
        }
        return all;
    }

    private static List<MigrationFile> of(Path resources) throws IOException {
        try (Stream<Path> files = Files.walk(resources)) {
            return files.filter(file -> file.toString().matches(".*\\.(sql|cql)"))
                    .sorted()
                    .map(MigrationFile::read)
                    .toList();
        }
    }

    private static MigrationFile read(Path file) {
        try {
            return new MigrationFile(ROOT.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean cql() {
        return path.endsWith(".cql");
    }

    String sha256() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JRE lacks SHA-256", e);
        }
    }

    /** What is run, one statement each, with neither comments nor literals: nothing in them is a statement. */
    List<String> statements() {
        String plain = text.replaceAll("(?m)--.*$", "")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("(?s)\\$(\\w*)\\$.*?\\$\\1\\$", "''")
                .replaceAll("'(?:[^']|'')*'", "''");
        return Pattern.compile(";")
                .splitAsStream(plain)
                .map(statement -> statement.replaceAll("\\s+", " ").trim())
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
