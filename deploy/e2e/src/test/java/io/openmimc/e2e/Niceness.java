package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The order in which threads of this process get processors, on Linux, where each has a niceness of its own. */
final class Niceness {
    private static final Path THREADS = Path.of("/proc/self/task");

    private Niceness() {}

    /** Threads whose names begin so let all others go first. */
    static void giveWay(String... names) {
        List<String> command = new ArrayList<>(List.of("renice", "-n", "19", "-p"));
        try (Stream<Path> threads = Files.list(THREADS)) {
            threads.filter(thread -> Arrays.stream(names).anyMatch(name(thread)::startsWith))
                    .map(thread -> thread.getFileName().toString())
                    .forEach(command::add);
            assertThat(command)
                    .as("threads called " + Arrays.toString(names))
                    .hasSizeGreaterThanOrEqualTo(4 + names.length);
            Process renice = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(renice.waitFor()).as("renice").isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }
}
