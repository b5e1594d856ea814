package io.openmimc.local.store;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the executables that come inside jars, once for each version and user of this machine, into
 * {@code $XDG_CACHE_HOME/openmimc} ({@code ~/.cache/openmimc}).
 */
final class Binaries {
    private static final Pattern JAR = Pattern.compile("([^/]+)\\.jar");

    private Binaries() {}

    /** The directory with {@code bin/postgres} and {@code bin/initdb}. */
    static Path postgresql() throws IOException {
        return unpacked("postgres-linux-x86_64.txz", Binaries::unpackTxz);
    }

    /** The directory with {@code redis-server}, and a static 32-bit one for machines without OpenSSL 3. */
    static Path redis() throws IOException {
        return unpacked("redis-server-6.2.6-v5-linux-amd64", (resource, directory) -> {
            copy(resource, directory.resolve("redis-server"));
            copy(resource("redis-server-6.2.7-linux-386"), directory.resolve("redis-server-static"));
        });
    }

    private interface Unpacking {
        void unpack(URL resource, Path directory) throws IOException;
    }

    private static Path unpacked(String name, Unpacking unpacking) throws IOException {
        URL resource = resource(name);
        Path cache = cache();
        Path done = cache.resolve(version(resource));
        if (Files.isDirectory(done)) {
            return done;
        }
        Files.createDirectories(cache);
        Path fresh = Files.createTempDirectory(cache, "unpacking");
        try {
            unpacking.unpack(resource, fresh);
            // One step, so that a crash or a second unpacker never leaves half a directory under the final name.
            Files.move(fresh, done);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Another process was faster; its directory is as good.
            Directories.delete(fresh);
        }
        return done;
    }

    private static URL resource(String name) {
        URL resource = Binaries.class.getClassLoader().getResource(name);
        if (resource == null) {
            throw new StackException(name + " is missing from the class path; build again with ./mvnw package");
        }
        return resource;
    }

    private static String version(URL resource) {
        Matcher jar = JAR.matcher(resource.getPath());
        if (!jar.find()) {
            throw new StackException("not inside a jar: " + resource);
        }
        return jar.group(1);
    }

    private static Path cache() {
        String base = System.getenv("XDG_CACHE_HOME");
        Path home = base == null || base.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return home.resolve("openmimc");
    }

    private static void unpackTxz(URL resource, Path directory) throws IOException {
        try (InputStream compressed = resource.openStream();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(compressed))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(target.getParent());
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else if (!entry.getName().endsWith(".a")) {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                    Files.setPosixFilePermissions(
                            target,
                            PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static void copy(URL resource, Path target) throws IOException {
        try (InputStream in = resource.openStream()) {
            Files.copy(in, target);
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
