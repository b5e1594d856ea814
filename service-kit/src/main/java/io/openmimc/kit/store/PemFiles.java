package io.openmimc.kit.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates in PEM files. */
public final class PemFiles {
    private PemFiles() {}

    private static final String KEY = "-----BEGIN PRIVATE KEY-----";

    /** Why a file has no certificates, or empty when it has. */
    public static Optional<String> problem(String file) {
        try {
            certificates(file);
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.of(unreadable(file));
        } catch (GeneralSecurityException e) {
            return Optional.of("names a file without certificates in PEM, " + file + ": " + e.getMessage());
        }
    }

    /** Why a file has no private key as it should be, or empty when it has. */
    public static Optional<String> problemOfKey(String file) {
        try {
            return Files.readString(Path.of(file)).contains(KEY)
                    ? Optional.empty()
                    : Optional.of("names a file without a private key in PKCS#8, " + file + ": convert it with openssl"
                            + " pkcs8 -topk8 -nocrypt");
        } catch (IOException | InvalidPathException e) {
            return Optional.of(unreadable(file));
        }
    }

    /**
     * A file as it is.
     *
     * @throws IllegalStateException if it cannot be read
     */
    public static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalStateException("cannot be read: " + file, e);
        }
    }

    private static String unreadable(String file) {
        return "names a file that cannot be read, " + file + ": mount it, readable for the user of this process";
    }

    /**
     * Trusts the authorities of a file, or those that the system trusts if there is none.
     *
     * @throws IllegalStateException for a file that cannot be read or has no certificates
     */
    public static SSLContext context(Optional<String> ca) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, ca.isEmpty() ? null : trust(ca.get()).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Trusts the authorities of a file.
     *
     * @throws IllegalStateException for a file that cannot be read or has no certificates
     */
    public static TrustManagerFactory trust(String ca) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(ca)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificates in " + ca + ": " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> certificates(String file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new GeneralSecurityException("it has none");
            }
            return found;
        }
    }
}
