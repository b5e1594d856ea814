package io.openmimc.kit.rpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The three files that say who a service is. */
record IdentityFiles(Path certificate, Path key, Path authorities) {
    private static final String PREFIX = "openmimc.inner.tls.";

    /** @throws IdentityException if one is not set */
    static IdentityFiles of(InnerTlsConfig config) {
        return new IdentityFiles(
                set("certificate", config.certificate(), "the PEM file with this service's certificate"),
                set("key", config.key(), "the PEM file with the certificate's private key"),
                set("ca", config.ca(), "the PEM file with the CA of all services"));
    }

    private static Path set(String name, Optional<Path> path, String what) {
        return path.orElseThrow(() -> new IdentityException(setting(name) + " is not set: set it to " + what
                + ". On a developer's machine (profile local) " + setting("mode") + "=off does without."));
    }

    static String setting(String name) {
        return PREFIX + name + " (OPENMIMC_INNER_TLS_" + name.toUpperCase(Locale.ROOT) + ")";
    }

    /** @throws IdentityException if one cannot be read */
    Contents read() {
        return new Contents(read("certificate", certificate), read("key", key), read("ca", authorities));
    }

    private static File read(String name, Path path) {
        File empty = new File(setting(name), path, "");
        try {
            return new File(empty.setting, path, Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new IdentityException(empty, "it cannot be read (" + e + ")");
        }
    }

    /** What the files hold at one time; equal to what they held before if nothing has changed. */
    record Contents(File certificate, File key, File authorities) {}

    /** @param setting that names the file, for messages */
    record File(String setting, Path path, String text) {
        @Override
        public String toString() {
            return path.toString(); // one of them is secret
        }
    }
}
