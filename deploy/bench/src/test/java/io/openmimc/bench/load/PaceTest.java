package io.openmimc.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void aStallMovesNoDueTime() {
        // Given
        List<Long> due = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        // When: the first takes as long as five periods
        new Pace(100).run(6, (index, dueNanos) -> {
            due.add(dueNanos);
            at.add(System.nanoTime());
            long end = dueNanos + TimeUnit.MILLISECONDS.toNanos(50);
            while (index == 0 && System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        });
        // Then
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i) - due.get(i - 1)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
            assertThat(at.get(i)).isGreaterThanOrEqualTo(due.get(i));
        }
        assertThat(at.get(1) - due.get(1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
    }

    @Test
    void aRateMustBeAboveZero() {
        assertThatThrownBy(() -> new Pace(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
