package io.openmimc.kit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the clock's origin is arbitrary and wraps
    private final RateLimits<String> limits = new RateLimits<>(10, nanos::get);

    private long taken(String key, int tries) {
        return IntStream.range(0, tries)
                .filter(i -> limits.tryTake(key, 10, 50))
                .count();
    }

    @Test
    void aBurstPassesAndThenTheRateHolds() {
        assertThat(taken("a", 100)).isEqualTo(50);
        nanos.addAndGet(1_000_000_000L);
        assertThat(taken("a", 100)).isEqualTo(10);
    }

    @Test
    void aKeyDoesNotUseUpAnothersRate() {
        assertThat(taken("a", 100)).isEqualTo(50);
        assertThat(taken("b", 100)).isEqualTo(50);
    }

    @Test
    void aLongRestGivesNoMoreThanABurst() {
        assertThat(taken("a", 100)).isEqualTo(50);
        nanos.addAndGet(3_600_000_000_000L);
        assertThat(taken("a", 100)).isEqualTo(50);
    }

    @Test
    void whatCountsMoreThanABucketHoldsPassesAndIsOwed() {
        // When
        assertThat(limits.tryTake("a", 10, 50, 80)).isTrue();
        // Then: 30 are owed, and come back in 3 s
        assertThat(limits.tryTake("a", 10, 50, 1)).isFalse();
        nanos.addAndGet(3_000_000_000L);
        assertThat(limits.tryTake("a", 10, 50, 1)).isFalse();
        nanos.addAndGet(100_000_000L);
        assertThat(limits.tryTake("a", 10, 50, 80)).isTrue();
        assertThat(limits.tryTake("a", 10, 50, 1)).isFalse();
    }
}
