package io.openmimc.local.service;

import io.openmimc.local.StackException;
import io.openmimc.local.certificate.CertificateAuthority;
import io.openmimc.local.certificate.Certified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The certificates by which the services of a stack know each other: a CA and one a service, in a directory that only its
 * owner can read. They are made once, and again before they end.
 *
 * @param directory with {@code ca.crt}, {@code ca.key}, and two files a service
 */
record InnerCertificates(Path directory) {
    private static final List<String> SERVICES = List.of(
            "account-service",
            "topic-service",
            "gateway-service",
            "history-service",
            "callback-service",
            "contact-service");
    private static final Duration VALID = Duration.ofDays(730);
    /** A stack that runs on without being started again has this long. */
    private static final Duration RENEWED_BEFORE = Duration.ofDays(365);

    InnerCertificates {
        directory = directory.toAbsolutePath();
    }

    /** The settings of a service; its files need not be there yet. */
    Map<String, String> environment(String service) {
        return Map.of(
                "OPENMIMC_INNER_TLS_CERTIFICATE", certificate(service).toString(),
                "OPENMIMC_INNER_TLS_KEY", key(service).toString(),
                "OPENMIMC_INNER_TLS_CA", certificate("ca").toString());
    }

    /** Makes what is missing or ends soon; with another CA every certificate is another. */
    void prepare() {
        try {
            Files.createDirectories(directory);
            boolean sound = sound("ca");
            CertificateAuthority authority = sound
                    ? new CertificateAuthority(Certified.read(certificate("ca"), key("ca")))
                    : CertificateAuthority.create("OpenMIMC local stack", VALID);
            if (!sound) {
                authority.own().write(certificate("ca"), key("ca"));
            }
            for (String service : SERVICES) {
                if (!sound || !sound(service)) {
                    authority.issue(List.of(service), VALID).write(certificate(service), key(service));
                }
            }
        } catch (IOException e) {
            throw new StackException(directory + ": the certificates of the services cannot be made: " + e.getMessage()
                    + ". Delete the directory, and start again.");
        }
    }

    private boolean sound(String name) throws IOException {
        if (!Files.exists(certificate(name)) || !Files.exists(key(name))) {
            return false;
        }
        Instant end = Certified.read(certificate(name), key(name))
                .certificate()
                .getNotAfter()
                .toInstant();
        return end.isAfter(Instant.now().plus(RENEWED_BEFORE));
    }

    private Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    private Path key(String name) {
        return directory.resolve(name + ".key");
    }
}
