package io.openmimc.local.supervisor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds in /proc who listens on a port, as far as this user may see it. */
final class PortOwner {
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";

    private PortOwner() {}

    /** Such as {@code java (pid 4711)}. */
    static Optional<String> of(int port) {
        try {
            Set<String> sockets = listeners(port);
            return sockets.isEmpty() ? Optional.empty() : processWith(sockets);
        } catch (IOException e) {
            // Not ours to see; the message does without the name.
            return Optional.empty();
        }
    }

    private static Set<String> listeners(int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> sockets = new HashSet<>();
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            if (Files.exists(table)) {
                for (String line : Files.readAllLines(table)) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns.length > INODE
                            && columns[LOCAL_ADDRESS].endsWith(suffix)
                            && columns[STATE].equals(LISTENING)) {
                        sockets.add("socket:[" + columns[INODE] + "]");
                    }
                }
            }
        }
        return sockets;
    }

    private static Optional<String> processWith(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(name + " (pid " + process.getFileName() + ")");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Another user's process, or one that ended meanwhile.
            return false;
        }
        return false;
    }
}
