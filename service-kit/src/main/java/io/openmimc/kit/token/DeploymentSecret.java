package io.openmimc.kit.token;

import io.openmimc.kit.start.Requirement;
import io.openmimc.kit.start.Requirements;
import io.quarkus.runtime.configuration.ConfigUtils;
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

    private static final String PROPERTY = "openmimc.secret";
    private static final int MIN_CHARACTERS = 32;
    private static final List<String> LENIENT_PROFILES = List.of("local", "dev", "test");

    private final SecretKeySpec key;

    /** @param met that the secret, too, is as it should be */
    @Inject
    DeploymentSecret(@ConfigProperty(name = PROPERTY, defaultValue = DEFAULT) String secret, Requirements met) {
        this(secret);
    }

    DeploymentSecret(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** That the secret is long, and not the one that everybody knows where that matters. */
    @Singleton
    static class Check implements Requirement {
        private final String secret;
        private final boolean lenient;

        @Inject
        Check(@ConfigProperty(name = PROPERTY, defaultValue = DEFAULT) String secret) {
            this(secret, lenientProfile());
        }

        Check(String secret, boolean lenient) {
            this.secret = secret;
            this.lenient = lenient;
        }

        @Override
        public List<String> unmet() {
            return DeploymentSecret.unmet("OPENMIMC_SECRET", secret, DEFAULT, MIN_CHARACTERS, lenient).stream()
                    .map(unmet -> unmet + ", the same for every service")
                    .toList();
        }
    }

    /**
     * What is wrong with a secret that has a known default: as {@link Requirement} has it.
     *
     * @param variable the environment variable it is set by
     * @param lenient whether the default is accepted
     */
    public static List<String> unmet(String variable, String secret, String known, int minCharacters, boolean lenient) {
        if (secret.equals(known) && !lenient) {
            return List.of(variable + " is not set: set it to a long random text");
        }
        if (secret.length() < minCharacters) {
            return List.of(variable + " has fewer than " + minCharacters + " characters: set it to a long random text");
        }
        return List.of();
    }

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
