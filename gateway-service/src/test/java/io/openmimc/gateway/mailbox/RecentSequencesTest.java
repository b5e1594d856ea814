package io.openmimc.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSequencesTest {
    @Test
    void remembersExactlyTheLastTwoHundredAndFiftySix() {
        RecentSequences recent = new RecentSequences();
        for (int last = 1; last <= 1_000; last++) {
            recent.add(last);
            int oldest = Math.max(1, last - RecentSequences.CAPACITY + 1);
            assertThat(recent.contains(last)).isTrue();
            assertThat(recent.contains(oldest)).isTrue();
            assertThat(recent.contains(oldest - 1)).isFalse();
        }
    }
}
