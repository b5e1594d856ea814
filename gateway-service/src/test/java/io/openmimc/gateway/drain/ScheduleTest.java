package io.openmimc.gateway.drain;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LIMIT = ofSeconds(30);

    @Test
    void fewConnectionsGoAtThePaceAndManyWithinTheLimit() {
        assertThat(Schedule.of(0, 300, LIMIT).window()).isZero();
        assertThat(Schedule.of(30, 300, LIMIT).window()).isEqualTo(Duration.ofMillis(100));
        assertThat(Schedule.of(9_000, 300, LIMIT).window()).isEqualTo(LIMIT);
        assertThat(Schedule.of(100_000, 300, LIMIT).window()).isEqualTo(LIMIT);
        assertThat(Schedule.of(1_000, 300, Duration.ZERO).window()).isZero();
    }

    @Test
    void aPaceThatWouldNeverEndIsRefused() {
        assertThatThrownBy(() -> Schedule.of(1, 0, LIMIT)).hasMessageContaining("openmimc.gateway.drain.pace");
    }

    @Test
    void tenThousandGoInOrderWithNoTenthOfASecondCrowdedAndNotInStep() {
        Schedule schedule = Schedule.of(10_000, 300, LIMIT);
        Random random = new Random(7);
        long[] at = IntStream.range(0, 10_000)
                .mapToLong(i -> schedule.offsetNanos(i, random))
                .toArray();
        assertThat(at).isSorted();
        assertThat(at[9_999]).isLessThanOrEqualTo(LIMIT.toNanos());
        int[] tenths = new int[300];
        for (long each : at) {
            tenths[(int) (each / 100_000_000)]++;
        }
        assertThat(IntStream.of(tenths)).allMatch(count -> count >= 30 && count <= 36);
        long steps = IntStream.range(1, 10_000)
                .mapToLong(i -> at[i] - at[i - 1])
                .distinct()
                .count();
        assertThat(steps).isGreaterThan(9_000);
    }
}
