package io.openmimc.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says of the threads of a process. */
final class ThreadStates {
    /** Where the state stands after the name, which may hold anything. */
    private static final String STOPPED = ") T ";

    private ThreadStates() {}

    static boolean areAllStopped(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> listed = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads = listed.toList();
        }
        for (Path thread : threads) {
            try {
                String stat = Files.readString(thread.resolve("stat"));
                if (!stat.startsWith(STOPPED, stat.lastIndexOf(')'))) {
                    return false;
                }
            } catch (IOException e) {
                // It has just ended: its file is gone, or cannot be read.
                return false;
            }
        }
        return true;
    }
}
