package io.openmimc.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.local.StackException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {
    @Test
    void whatIsAskedForIsReadAgainAsItWas() {
        for (Start start :
                List.of(Start.USUAL, new Start("gateway=2", false, "127.0.0.1"), new Start("", true, "127.0.0.2"))) {
            assertThat(Start.of(start.toArguments())).isEqualTo(start);
        }
        assertThat(Start.of(List.of())).isEqualTo(Start.USUAL);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway=9, false, 127.0.0.1, from 1 to 4 replicas",
        "gateway=2, true, 127.0.0.1, --stores starts no service",
        "'', false, 127.0.0.2, --listen is for --stores",
    })
    void whatDoesNotFitTogetherIsRefused(String replicas, boolean stores, String listen, String message) {
        assertThatThrownBy(() -> new Start(replicas, stores, listen).check())
                .isInstanceOf(StackException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "0.0.0.0", "localhost", "::1", "", "127.0.0.300"})
    void anAddressOfAnotherMachineOrOfNoneIsRefusedWithThoseThatThereAre(String listen) {
        assertThatThrownBy(() -> new Start("", true, listen).check())
                .isInstanceOf(StackException.class)
                .hasMessageContaining("no IPv4 address of this machine")
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void anAddressOfThisMachineIsTaken() {
        assertThatCode(() -> new Start("", true, "127.0.0.1").check()).doesNotThrowAnyException();
    }
}
