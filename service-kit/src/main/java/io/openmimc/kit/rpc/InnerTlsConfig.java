package io.openmimc.kit.rpc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How services know each other. docs/operations.md, Between services. */
@ConfigMapping(prefix = "openmimc.inner.tls")
public interface InnerTlsConfig {
    /** Off is for a developer's machine and for tests: refused in other profiles than local, dev and test. */
    @WithDefault("mutual")
    Mode mode();

    /** PEM file: the certificate of this service, then those that lead to the CA, if any. */
    Optional<Path> certificate();

    /** PEM file: the private key of the certificate, not encrypted; PKCS#8, PKCS#1 or SEC1. */
    Optional<Path> key();

    /** PEM file: the CAs of all services; two while one takes over from the other. */
    Optional<Path> ca();

    /** How often the files are looked at, to go on with new ones without a restart. */
    @WithDefault("10s")
    Duration reload();

    enum Mode {
        /** TLS, both sides show their certificates. */
        MUTUAL,
        /** Neither encrypted nor authenticated: whoever reaches a port may call everything. */
        OFF
    }
}
