package io.openmimc.kit.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class DeploymentSecretTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void theDefaultIsRefusedInProduction() {
        assertThatThrownBy(() -> new DeploymentSecret(DeploymentSecret.DEFAULT, false))
                .hasMessageContaining("OPENMIMC_SECRET is not set");
    }

    @Test
    void aShortSecretIsRefusedEverywhere() {
        assertThatThrownBy(() -> new DeploymentSecret("short", true)).hasMessageContaining("fewer than 32 characters");
    }

    @Test
    void aTokensSecurityKeyIsSixteenBytesThatDependOnItAndTheSecret() {
        // Given
        SecurityKeys keys = new SecurityKeys(new DeploymentSecret(SECRET, false));
        SecurityKeys elsewhere = new SecurityKeys(new DeploymentSecret(SECRET + "x", false));
        // Then
        assertThat(Base64.getDecoder().decode(keys.forToken("id"))).hasSize(16);
        assertThat(keys.forToken("id")).isEqualTo(keys.forToken("id")).isNotEqualTo(keys.forToken("id2"));
        assertThat(keys.forToken("id")).isNotEqualTo(elsewhere.forToken("id"));
    }
}
