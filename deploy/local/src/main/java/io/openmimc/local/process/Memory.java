package io.openmimc.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads from /proc how much memory a process holds. */
public final class Memory {
    private Memory() {}

    /** Resident memory of a process and its descendants in bytes, pages that they share counted once. */
    public static long ofTree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(handle -> of(handle.pid()))
                .sum();
    }

    /** Resident memory of one process in bytes, its part of what it shares with others; 0 when it is gone. */
    public static long of(long pid) {
        try {
            return kilobytes(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:") * 1024;
        } catch (IOException e) {
            // The process ended between the listing and here: it holds nothing.
            return 0;
        }
    }

    private static long kilobytes(Path file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .findFirst()
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
