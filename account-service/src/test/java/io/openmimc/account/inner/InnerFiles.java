package io.openmimc.account.inner;

import io.openmimc.local.certificate.CertificateAuthority;
import io.openmimc.local.process.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Certificates of services, and a service that asks for them. A public field of this type gets this object. */
public final class InnerFiles implements QuarkusTestResourceLifecycleManager {
    private static final Duration VALID = Duration.ofDays(1);

    private final CertificateAuthority authority = CertificateAuthority.create("test", VALID);
    private final int port = Ports.free();
    private Path directory;

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(Path.of("target"));
            directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "inner-");
            Files.writeString(ca(), authority.own().certificatePem());
            issue("account-service");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "openmimc.inner.tls.mode", "mutual",
                "openmimc.inner.tls.certificate", certificate("account-service").toString(),
                "openmimc.inner.tls.key", key("account-service").toString(),
                "openmimc.inner.tls.ca", ca().toString(),
                "openmimc.inner.tls.reload", "50ms",
                "quarkus.grpc.server.test-port", Integer.toString(port));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(InnerFiles.class));
    }

    @Override
    public void stop() {}

    /** A new certificate of a service, in place of the one before. */
    void issue(String service) {
        try {
            authority.issue(List.of(service), VALID).write(certificate(service), key(service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the service's gRPC server. */
    int port() {
        return port;
    }

    Path ca() {
        return directory.resolve("ca.crt");
    }

    Path certificate(String service) {
        return directory.resolve(service + ".crt");
    }

    Path key(String service) {
        return directory.resolve(service + ".key");
    }
}
