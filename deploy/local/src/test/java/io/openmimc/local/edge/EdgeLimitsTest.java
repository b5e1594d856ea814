package io.openmimc.local.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeLimitsTest {
    @Test
    void theEnvironmentChangesWhatItNames() {
        EdgeLimits limits =
                EdgeLimits.of(Map.of("OPENMIMC_EDGE_BODY_SECONDS", "5", "OPENMIMC_EDGE_CONNECTIONS_BY_ADDRESS", "7"));
        assertThat(limits.times().body()).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.connections().byAddress()).isEqualTo(7);
        assertThat(limits.requests()).isEqualTo(EdgeLimits.DEFAULT.requests());
        assertThat(EdgeLimits.of(Map.of())).isEqualTo(EdgeLimits.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "99999999999"})
    void whatIsNoPositiveNumberIsRefusedByName(String text) {
        assertThatThrownBy(() -> EdgeLimits.of(Map.of("OPENMIMC_EDGE_REQUESTS", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OPENMIMC_EDGE_REQUESTS");
    }

    @Test
    void anAddressCannotHaveMoreThanAll() {
        assertThatThrownBy(() -> EdgeLimits.of(Map.of("OPENMIMC_EDGE_REQUESTS", "10")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
