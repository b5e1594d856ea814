package io.openmimc.proto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceTest {
    private static final long NOW = 1_795_000_000_000L;

    @Test
    void timeOfAMessageIsReadBackFromItsSequence() {
        long sequence = Sequence.of(NOW, Sequence.MAX_NODE, Sequence.MAX_COUNTER);
        assertThat(Sequence.timestampMs(sequence)).isEqualTo(NOW);
        assertThat(sequence).isPositive();
    }

    @Test
    void laterMillisecondsOutweighNodeAndCounter() {
        assertThat(Sequence.of(NOW + 1, 0, 0)).isGreaterThan(Sequence.of(NOW, Sequence.MAX_NODE, Sequence.MAX_COUNTER));
    }

    @Test
    void boundsOfATimeRangeAreBoundsOfSequences() {
        assertThat(Sequence.firstAt(NOW)).isEqualTo(Sequence.of(NOW, 0, 0));
        assertThat(Sequence.firstAt(NOW)).isGreaterThan(Sequence.of(NOW - 1, Sequence.MAX_NODE, Sequence.MAX_COUNTER));
    }

    @Test
    void timesOutsideTheRangeAreClamped() {
        assertThat(Sequence.firstAt(Long.MIN_VALUE)).isZero();
        assertThat(Sequence.firstAt(0)).isZero();
        assertThat(Sequence.firstAt(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }
}
