package io.openmimc.kit.rpc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.local.certificate.CertificateAuthority;
import io.openmimc.local.certificate.Certified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The files of one service, and settings that name them. */
record TestIdentity(Path certificate, Path key, Path ca, String service) {
    static final Duration VALID = Duration.ofDays(1);

    static CertificateAuthority newAuthority() {
        return CertificateAuthority.create("test", VALID);
    }

    static TestIdentity of(String service, CertificateAuthority authority, Path directory) throws IOException {
        Path own = Files.createTempDirectory(directory, service);
        TestIdentity identity =
                new TestIdentity(own.resolve("tls.crt"), own.resolve("tls.key"), own.resolve("ca.crt"), service);
        identity.trust(authority);
        identity.use(authority.issue(List.of(service), VALID));
        return identity;
    }

    void use(Certified certified) throws IOException {
        certified.write(certificate, key);
    }

    void trust(CertificateAuthority... authorities) throws IOException {
        StringBuilder all = new StringBuilder();
        for (CertificateAuthority authority : authorities) {
            all.append(authority.own().certificatePem());
        }
        Path fresh = ca.resolveSibling("ca.new");
        Files.writeString(fresh, all);
        Files.move(fresh, ca, StandardCopyOption.ATOMIC_MOVE);
    }

    InnerTls tls() {
        return new InnerTls(config(), service, false, new SimpleMeterRegistry());
    }

    Settings config() {
        return new Settings(
                InnerTlsConfig.Mode.MUTUAL,
                Optional.of(certificate),
                Optional.of(key),
                Optional.of(ca),
                Duration.ofMillis(20));
    }

    record Settings(
            InnerTlsConfig.Mode mode,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<Path> ca,
            Duration reload)
            implements InnerTlsConfig {}
}
