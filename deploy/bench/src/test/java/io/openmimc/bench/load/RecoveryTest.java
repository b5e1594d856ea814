package io.openmimc.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final List<Window> BEFORE = windows(10, 20, 12);

    private static List<Window> windows(double... p99Millis) {
        return IntStream.range(0, p99Millis.length)
                .mapToObj(i -> new Window(i, 100, 100, 0, 0, p99Millis[i]))
                .toList();
    }

    @Test
    void whatWasNeverSlowHasRecoveredAtOnce() {
        assertThat(Recovery.of(BEFORE, windows(10, 11, 12, 10, 11))).isEqualTo(new Recovery(30, 0, 0));
    }

    @Test
    void itCountsFromTheEndOfTheOverloadToTheFirstOfFiveSecondsAsBefore() {
        assertThat(Recovery.of(BEFORE, windows(5_000, 900, 30.1, 30, 11, 12, 10, 11))
                        .seconds())
                .isEqualTo(3);
    }

    @Test
    void fastSecondsBetweenSlowOnesAreNoRecovery() {
        assertThat(Recovery.of(BEFORE, windows(10, 10, 10, 10, 31, 10, 10, 10, 10, 10))
                        .seconds())
                .isEqualTo(5);
    }

    @Test
    void slowSecondsAfterTheRecoveryAreCounted() {
        assertThat(Recovery.of(BEFORE, windows(99, 10, 10, 10, 10, 10, 50, 10, 40, 10)))
                .isEqualTo(new Recovery(30, 1, 2));
    }

    @Test
    void fewerThanFiveSecondsAtTheEndProveNothing() {
        assertThat(Recovery.of(BEFORE, windows(99, 99, 10, 10, 10, 10)).seconds())
                .isNull();
    }

    @Test
    void aSecondThatIsFastBecauseMuchOfItWasRefusedOrLostIsNotAsBefore() {
        // Given
        List<Window> after =
                new ArrayList<>(List.of(new Window(0, 100, 99, 1, 0, 10), new Window(1, 100, 99, 0, 1, 10)));
        after.addAll(windows(10, 10, 10, 10, 10));
        // When
        Recovery recovery = Recovery.of(BEFORE, after);
        // Then
        assertThat(recovery.seconds()).isEqualTo(2);
    }
}
