package io.openmimc.kit.token;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The one secret that all services of a deployment share (property {@code openmimc.secret}, environment
 * {@code OPENMIMC_SECRET}). Nothing uses it directly: keys are derived from it, one a purpose.
 */
@Singleton
public class DeploymentSecret {
    /** What the property is unless set; only accepted in the profiles local, dev and test. */
    public static final String DEFAULT = "openmimc-default-secret-that-must-be-changed";

    private static final int MIN_CHARACTERS = 32;
    private static final List<String> LENIENT_PROFILES = List.of("local", "dev", "test");

    private final SecretKeySpec key;

    @Inject
    DeploymentSecret(@ConfigProperty(name = "openmimc.secret", defaultValue = DEFAULT) String secret) {
        this(secret, lenientProfile());
    }

    DeploymentSecret(String secret, boolean lenient) {
        if (secret.length() < MIN_CHARACTERS) {
            throw new IllegalStateException(
                    "OPENMIMC_SECRET has fewer than " + MIN_CHARACTERS + " characters; set it to a long random text");
        }
        if (secret.equals(DEFAULT) && !lenient) {
            throw new IllegalStateException(
                    "OPENMIMC_SECRET is not set; set it to a long random text, the same for every service");
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** Creates this bean, and so checks the secret, before the service takes its first request. */
    void check(@Observes StartupEvent started) {}

    /** HMAC-SHA256 of a purpose under the secret: 32 bytes that tell nothing of it. */
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JRE lacks HmacSHA256", e); // every JRE must have it
        }
    }

    /** Whether known defaults are accepted: on a developer's machine and in tests. */
    public static boolean lenientProfile() {
        return ConfigUtils.getProfiles().stream().anyMatch(LENIENT_PROFILES::contains);
    }
}
