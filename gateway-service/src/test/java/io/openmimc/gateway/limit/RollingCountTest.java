package io.openmimc.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RollingCountTest {
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1); // the clock turns over right away

    private final RollingCount count = new RollingCount(START);

    @Test
    void aSteadyRateIsFound() {
        // When
        for (int tenth = 0; tenth < 2_000; tenth++) {
            add(10, tenth / 10.0);
        }
        // Then
        assertThat(count.perSecond(at(200))).isCloseTo(100, within(1.0));
        assertThat(count.lastMinute(at(200))).isBetween(6_000L, 6_500L);
        assertThat(count.total()).isEqualTo(20_000);
    }

    @Test
    void whatIsNewIsSeenAtOnce() {
        // When
        add(30, 0.5);
        // Then
        assertThat(count.perSecond(at(1))).isCloseTo(30, within(0.1));
        assertThat(count.lastMinute(at(1))).isEqualTo(30);
    }

    @Test
    void aMinuteLaterOnlyTheTotalKnows() {
        // When
        add(30, 0.5);
        // Then
        assertThat(count.lastMinute(at(59))).isEqualTo(30);
        assertThat(count.perSecond(at(59))).isZero();
        assertThat(count.lastMinute(at(66))).isZero();
        assertThat(count.total()).isEqualTo(30);
    }

    @Test
    void aSlotThatComesRoundAgainStartsAtNothing() {
        // When
        add(30, 0.5);
        add(7, 65.5); // 13 slots of 5 s later
        // Then
        assertThat(count.lastMinute(at(66))).isEqualTo(7);
    }

    private void add(int times, double second) {
        count.add(at(second), 1);
        count.add(at(second), times - 1);
    }

    private static long at(double second) {
        return START + (long) (second * 1e9);
    }
}
