package io.openmimc.local.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The directory that holds everything a local stack leaves behind, readable by its owner only.
 *
 * @param directory {@code .mimc} at the root of the repository
 */
public record Home(Path directory) {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    public Home {
        directory = directory.toAbsolutePath().normalize();
    }

    /** Makes the directory, if it is not there. */
    public void create() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OWNER_ONLY);
        }
    }

    /** What the stores keep. */
    public Path data() {
        return directory.resolve("data");
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    /** The built programs that the stack runs from, apart from the build's own directories. */
    public Path application(String service) {
        return directory.resolve("app").resolve(service);
    }

    public Path secrets() {
        return directory.resolve("secrets.properties");
    }

    public Path demoApp() {
        return directory.resolve("demo-app.json");
    }

    /** The app of the demo whose accounts are temporary. */
    public Path guestsApp() {
        return directory.resolve("guests-app.json");
    }

    /** The app that the load generator talks as. */
    public Path benchApp() {
        return directory.resolve("bench-app.json");
    }

    /** Where the supervisor takes orders: a socket that only its owner reaches, as the whole directory. */
    Path orders() {
        return directory.resolve("orders");
    }

    public Path state() {
        return directory.resolve("state.json");
    }

    /** Replaces a file in one step by one that only its owner can read. */
    public void write(Path file, String text) throws IOException {
        create();
        Path fresh = Files.createTempFile(directory, "new", "", OWNER_FILE);
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes the home for one supervisor until its process ends, however it ends; empty when another has it. */
    Optional<FileLock> lock() throws IOException {
        create();
        // Closed with the process: the lock is what tells others that it lives.
        FileChannel channel = lockFile();
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
        }
        return Optional.ofNullable(lock);
    }

    /** Whether a supervisor has it. */
    public boolean isLocked() throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        // Shared, so that two who ask do not take each other for a supervisor.
        try (FileChannel channel = lockFile();
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        }
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(
                directory.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                OWNER_FILE);
    }
}
