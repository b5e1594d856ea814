package io.openmimc.kit.token;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Base64;

/** The key that a client and the gateway share: derived from the token's id, so nobody stores it and it outlives restarts. */
@Singleton
public class SecurityKeys {
    private static final int KEY_BYTES = 16;

    private final DeploymentSecret secret;

    SecurityKeys(DeploymentSecret secret) {
        this.secret = secret;
    }

    /** {@code miUserSecurityKey} of a token: Base64 of the first 16 bytes of HMAC-SHA256(secret, "security-key:" + id). */
    public String forToken(String tokenId) {
        byte[] derived = secret.derive("security-key:" + tokenId);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(derived, KEY_BYTES));
    }
}
