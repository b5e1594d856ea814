package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.local.certificate.CertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told before a service starts with files that are of no use. */
class IdentityTest {
    private static final String CERTIFICATE = "openmimc.inner.tls.certificate (OPENMIMC_INNER_TLS_CERTIFICATE)";

    @TempDir
    Path directory;

    private final CertificateAuthority authority = TestIdentity.newAuthority();
    private TestIdentity identity;

    @BeforeEach
    void files() throws Exception {
        identity = TestIdentity.of(Arrows.GATEWAY, authority, directory);
    }

    @Test
    void aSettingThatIsMissingIsNamed() {
        assertThatThrownBy(() -> open(new TestIdentity.Settings(
                        InnerTlsConfig.Mode.MUTUAL,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(1))))
                .hasMessageStartingWith(
                        CERTIFICATE + " is not set: set it to the PEM file with this service's certificate")
                .hasMessageContaining("docs/operations.md");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsSetting() throws Exception {
        Files.delete(identity.ca());
        assertThatThrownBy(() -> open(identity.config()))
                .hasMessageStartingWith("openmimc.inner.tls.ca (OPENMIMC_INNER_TLS_CA) (" + identity.ca() + ")")
                .hasMessageContaining("NoSuchFileException");
    }

    @Test
    void theCertificateOfAnotherServiceIsRefused() throws Exception {
        identity.use(authority.issue(List.of(Arrows.HISTORY), TestIdentity.VALID));
        assertThatThrownBy(() -> open(identity.config()))
                .hasMessageStartingWith(CERTIFICATE)
                .hasMessageContaining("its DNS names do not have gateway-service");
    }

    @Test
    void aCertificateThatHasEndedIsRefused() throws Exception {
        identity.use(authority.issue(List.of(Arrows.GATEWAY), Duration.ofSeconds(-30)));
        assertThatThrownBy(() -> open(identity.config()))
                .hasMessageStartingWith(CERTIFICATE)
                .hasMessageContaining("NotAfter");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefusedAndNotShown() throws Exception {
        TestIdentity other = TestIdentity.of(Arrows.GATEWAY, authority, directory);
        String key = Files.readString(other.key());
        Files.writeString(identity.key(), key);
        assertThatThrownBy(() -> open(identity.config()))
                .hasMessageContaining("openmimc.inner.tls.key (OPENMIMC_INNER_TLS_KEY)")
                .hasMessageContaining("the private key is not that of the certificate")
                .hasMessageNotContaining(key.lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void moreNamesThanTheServicesDoNoHarm() throws Exception {
        identity.use(authority.issue(
                List.of("gateway.chat.svc.cluster.local", Arrows.GATEWAY, "gateway"), TestIdentity.VALID));
        open(identity.config()).close();
    }

    @Test
    void offIsRefusedInProduction() {
        TestIdentity.Settings off = new TestIdentity.Settings(
                InnerTlsConfig.Mode.OFF, Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> open(off))
                .hasMessageStartingWith("openmimc.inner.tls.mode (OPENMIMC_INNER_TLS_MODE) is off");
        assertThat(new InnerTls(off, Arrows.GATEWAY, true, new SimpleMeterRegistry()).on())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"RSA,2048,RSA PRIVATE KEY", "RSA,4096,RSA PRIVATE KEY", "EC,256,EC PRIVATE KEY", "EC,521,EC PRIVATE KEY"
    })
    void keysInTheFormsThatCertManagerAndHelmWriteAreRead(String algorithm, int bits, String label) throws Exception {
        // Given
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        byte[] traditional = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded(ASN1Encoding.DER);
        // When
        PrivateKey read = PemKey.read(pem(label, traditional), pair.getPublic());
        // Then
        assertThat(read).isEqualTo(pair.getPrivate());
        assertThat(PemKey.read(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), pair.getPublic()))
                .isEqualTo(pair.getPrivate());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private static InnerTls open(InnerTlsConfig config) {
        return new InnerTls(config, Arrows.GATEWAY, false, new SimpleMeterRegistry());
    }
}
