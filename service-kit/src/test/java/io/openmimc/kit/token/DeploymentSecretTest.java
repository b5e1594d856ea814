package io.openmimc.kit.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class DeploymentSecretTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void theDefaultIsRefusedInProduction() {
        assertThat(new DeploymentSecret.Check(DeploymentSecret.DEFAULT, false).unmet())
                .containsExactly(
                        "OPENMIMC_SECRET is not set: set it to a long random text, the same for every service");
        assertThat(new DeploymentSecret.Check(DeploymentSecret.DEFAULT, true).unmet())
                .isEmpty();
    }

    @Test
    void aShortSecretIsRefusedEverywhere() {
        assertThat(new DeploymentSecret.Check("short", true).unmet())
                .singleElement()
                .asString()
                .contains("fewer than 32 characters");
    }

    @Test
    void aTokensSecurityKeyIsSixteenBytesThatDependOnItAndTheSecret() {
        // Given
        SecurityKeys keys = new SecurityKeys(new DeploymentSecret(SECRET));
        SecurityKeys elsewhere = new SecurityKeys(new DeploymentSecret(SECRET + "x"));
        // Then
        assertThat(Base64.getDecoder().decode(keys.forToken("id"))).hasSize(16);
        assertThat(keys.forToken("id")).isEqualTo(keys.forToken("id")).isNotEqualTo(keys.forToken("id2"));
        assertThat(keys.forToken("id")).isNotEqualTo(elsewhere.forToken("id"));
    }
}
