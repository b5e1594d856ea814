package io.openmimc.kit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdminTokenTest {
    @Test
    void theDefaultIsRefusedInProduction() {
        assertThat(new AdminToken.Check(AdminToken.DEFAULT, false).unmet())
                .containsExactly("OPENMIMC_ADMIN_TOKEN is not set: set it to a long random text");
    }

    @Test
    void aShortTokenIsRefusedEverywhere() {
        assertThat(new AdminToken.Check("short", true).unmet())
                .singleElement()
                .asString()
                .contains("fewer than 16 characters");
    }

    @Test
    void aTokenOfOnesOwnIsAcceptedInProductionAndNeverShown() {
        // Given
        var check = new AdminToken.Check("0123456789abcdef", false);
        // Then
        assertThat(check.unmet()).isEmpty();
        assertThat(check.toString()).doesNotContain("0123456789abcdef");
    }
}
