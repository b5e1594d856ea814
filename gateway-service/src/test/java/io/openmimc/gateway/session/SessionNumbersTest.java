package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionNumbersTest {
    private final SessionNumbers numbers = new SessionNumbers();

    @Test
    void noneIsGivenTwiceAndNoneIsNegative() {
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            long number = numbers.next();
            assertThat(number).isPositive();
            assertThat(given.add(number)).isTrue();
        }
    }

    @Test
    void eachOfTheSixtyThreeBitsIsAsOftenSetAsNot() {
        // Given: 600 of 20,000 are more than eight standard deviations
        int many = 20_000;
        int[] set = new int[Long.SIZE];
        // When
        for (int i = 0; i < many; i++) {
            long number = numbers.next();
            for (int bit = 0; bit < Long.SIZE; bit++) {
                set[bit] += (int) (number >>> bit & 1);
            }
        }
        // Then
        for (int bit = 0; bit < Long.SIZE - 1; bit++) {
            assertThat(set[bit]).as("bit " + bit).isBetween(many / 2 - 600, many / 2 + 600);
        }
    }

    @Test
    void whatComesNextIsNotNearWhatCameBefore() {
        long before = numbers.next();
        for (int i = 0; i < 1_000; i++) {
            long next = numbers.next();
            assertThat(Math.abs(next - before)).isGreaterThan(1L << 32);
            before = next;
        }
    }
}
