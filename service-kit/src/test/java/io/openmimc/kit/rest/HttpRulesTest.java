package io.openmimc.kit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRulesTest {
    @ParameterizedTest
    @CsvSource({
        "/api/account/token, /api/account/token",
        "//api/account/token, /api/account/token",
        "///api//x/, /api//x",
        "/api/push/p2p/, /api/push/p2p",
        "/api/, /api/",
        "//, /",
        "/, /",
        "/q/swagger-ui/, /q/swagger-ui/",
    })
    void pathsAreTidied(String path, String tidy) {
        assertThat(HttpRules.tidy(path)).isEqualTo(tidy);
    }
}
