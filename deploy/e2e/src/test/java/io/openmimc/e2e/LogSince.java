package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has written to its log since a moment. */
final class LogSince {
    private final Path log;
    private final long offset;

    /** From now on. */
    LogSince(Path log) {
        this.log = log;
        try {
            this.offset = Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines that an operator would have to look into: errors and stack traces. */
    List<String> faults() {
        try {
            byte[] all = Files.readAllBytes(log);
            String since = new String(all, (int) offset, (int) (all.length - offset), UTF_8);
            return since.lines()
                    .filter(line ->
                            line.contains(" ERROR ") || line.startsWith("\tat ") || line.startsWith("Caused by"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
