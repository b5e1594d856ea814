package io.openmimc.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.local.certificate.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InnerCertificatesTest {
    private static final Duration ALMOST_OVER = Duration.ofDays(300);

    @TempDir
    Path directory;

    private InnerCertificates certificates;

    @BeforeEach
    void prepare() {
        certificates = new InnerCertificates(directory.resolve("data").resolve("inner"));
        certificates.prepare();
    }

    @Test
    void everyServiceHasOneOfItsNameThatTheCaVouchesFor() throws Exception {
        for (String service : List.of(
                "account-service",
                "topic-service",
                "gateway-service",
                "history-service",
                "callback-service",
                "contact-service")) {
            // When
            Map<String, String> settings = certificates.environment(service);
            X509Certificate own = read(settings.get("OPENMIMC_INNER_TLS_CERTIFICATE"));
            X509Certificate ca = read(settings.get("OPENMIMC_INNER_TLS_CA"));
            // Then
            assertThatCode(() -> own.verify(ca.getPublicKey())).doesNotThrowAnyException();
            assertThat(own.getSubjectAlternativeNames()).containsExactly(List.of(2, service));
            assertThat(own.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
            assertThat(own.getBasicConstraints()).as("it makes no others").isEqualTo(-1);
            assertThat(Path.of(settings.get("OPENMIMC_INNER_TLS_KEY"))).exists();
        }
    }

    @Test
    void onlyTheOwnerReadsThem() throws Exception {
        for (Path file : files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theyAreMadeOnce() throws Exception {
        Map<Path, String> before = contents();
        certificates.prepare();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void oneThatEndsSoonIsMadeAgainByTheSameCa() throws Exception {
        // Given
        Map<Path, String> before = contents();
        CertificateAuthority another = CertificateAuthority.create("another", ALMOST_OVER);
        another.issue(List.of("topic-service"), ALMOST_OVER)
                .write(file("topic-service.crt"), file("topic-service.key"));
        // When
        certificates.prepare();
        // Then
        Map<Path, String> after = contents();
        read(file("topic-service.crt").toString())
                .verify(read(file("ca.crt").toString()).getPublicKey());
        assertThat(after.keySet().stream().filter(path -> !after.get(path).equals(before.get(path))))
                .containsExactlyInAnyOrder(file("topic-service.crt"), file("topic-service.key"));
    }

    @Test
    void aCaThatEndsSoonIsMadeAgainWithAllThatItHadVouchedFor() throws Exception {
        // Given
        Map<Path, String> before = contents();
        CertificateAuthority.create("old", ALMOST_OVER).own().write(file("ca.crt"), file("ca.key"));
        // When
        certificates.prepare();
        // Then
        Map<Path, String> after = contents();
        assertThat(after).hasSameSizeAs(before);
        assertThat(after).allSatisfy((path, text) -> assertThat(text).isNotEqualTo(before.get(path)));
    }

    @Test
    void aFileThatIsNoneIsNamedWithWhatToDo() throws Exception {
        Files.writeString(file("ca.crt"), "nothing");
        assertThatThrownBy(() -> certificates.prepare())
                .hasMessageContaining(file("ca.crt").toString())
                .hasMessageContaining("Delete the directory");
    }

    private Path file(String name) {
        return certificates.directory().resolve(name);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(certificates.directory())) {
            return all.toList();
        }
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        for (Path file : files()) {
            contents.put(file, Files.readString(file));
        }
        return contents;
    }

    private static X509Certificate read(String file) throws Exception {
        try (var in = Files.newInputStream(Path.of(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
