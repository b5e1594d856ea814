package io.openmimc.kit.rest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdminTokenTest {
    @Test
    void theDefaultIsRefusedInProduction() {
        assertThatThrownBy(() -> new AdminToken(AdminToken.DEFAULT, false))
                .hasMessage("OPENMIMC_ADMIN_TOKEN is not set; set it to a long random text");
    }

    @Test
    void aShortTokenIsRefusedEverywhere() {
        assertThatThrownBy(() -> new AdminToken("short", true)).hasMessageContaining("fewer than 16 characters");
    }

    @Test
    void aTokenOfOnesOwnIsAcceptedInProduction() {
        assertThatCode(() -> new AdminToken("0123456789abcdef", false)).doesNotThrowAnyException();
    }
}
