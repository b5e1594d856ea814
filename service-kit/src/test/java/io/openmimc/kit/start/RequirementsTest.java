package io.openmimc.kit.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementsTest {
    @Test
    void allThatIsMissingIsSaidAtOnceInOneOrder() {
        assertThatThrownBy(() -> new Requirements(
                        "topic-service",
                        List.of(
                                List.of("B_TLS is not true: set it"),
                                List.of(),
                                List.of("A_PASSWORD is not set: set it"))))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("topic-service does not start: 2 settings to be mended, see docs/operations.md.\n"
                        + "  - A_PASSWORD is not set: set it\n"
                        + "  - B_TLS is not true: set it");
    }

    @Test
    void nothingMissingIsNothingSaid() {
        assertThatCode(() -> new Requirements("topic-service", List.of(List.of(), List.of())))
                .doesNotThrowAnyException();
    }
}
