package io.openmimc.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Ledger ledger = new Ledger(7, 10);

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            ledger.sending(i, 0, 1);
        }
    }

    private Tally tally(int from, int to) {
        return Tally.of(ledger.outcomes(), from, to, 1_000 * MS);
    }

    @Test
    void refusalsAreCountedByCodeAndTimed() {
        // Given
        send(4);
        // When
        ledger.refused(0, 503, "busy", 10 * MS);
        ledger.refused(1, 429, "too many", 20 * MS);
        ledger.refused(2, 503, "busy", 30 * MS);
        ledger.refused(2, 429, "too many", 40 * MS); // an answer more
        ledger.acked(3, 50 * MS);
        // Then
        Tally tally = tally(0, 4);
        assertThat(tally.refused()).isEqualTo(Map.of(503, 2L, 429, 1L));
        assertThat(tally.allRefused()).isEqualTo(3);
        assertThat(tally.refusals().getMaxValue() / MS).isEqualTo(30);
        assertThat(ledger.reasons()).isEqualTo(Map.of("503 busy", 2L, "429 too many", 1L));
    }

    @Test
    void whatWasRefusedAndComesNeverthelessIsNamedAndNotDelivered() {
        // Given
        send(2);
        // When
        ledger.refused(0, 503, "busy", 10 * MS);
        ledger.arrived(0, 20 * MS);
        ledger.refused(1, 503, "busy", 10 * MS);
        // Then
        assertThat(tally(0, 2).refusedButDelivered()).isEqualTo(1);
        assertThat(tally(0, 2).delivered()).isZero();
        assertThat(tally(0, 2).deliveries().getTotalCount()).isZero();
        assertThat(ledger.refusedButDelivered()).isEqualTo(1);
    }

    @Test
    void whatComesAfterTheStretchIsDeliveredButNotInTime() {
        // Given
        send(2);
        // When
        ledger.acked(0, MS);
        ledger.arrived(0, 1_000 * MS);
        ledger.acked(1, MS);
        ledger.arrived(1, 1_001 * MS);
        // Then
        assertThat(tally(0, 2).delivered()).isEqualTo(2);
        assertThat(tally(0, 2).inTime()).isEqualTo(1);
        assertThat(tally(0, 2).deliveries().getMaxValue() / MS).isEqualTo(1_001);
    }

    @Test
    void whatIsNeitherRefusedNorDeliveredIsMissing() {
        // Given
        send(3);
        ledger.withheld(3, 0);
        // When
        ledger.acked(0, MS);
        ledger.arrived(0, 2 * MS);
        ledger.acked(1, MS); // lost
        // Then: 2 has no answer, 3 was not sent
        Tally tally = tally(0, 4);
        assertThat(tally.missing()).isEqualTo(3);
        assertThat(tally.unanswered()).isEqualTo(1);
        assertThat(tally.withheld()).isEqualTo(1);
        assertThat(tally.sent()).isEqualTo(3);
    }

    @Test
    void onlyWhatIsOfTheStretchCounts() {
        // Given
        send(10);
        // When
        for (int i = 0; i < 10; i++) {
            ledger.acked(i, MS);
            ledger.arrived(i, i * MS);
        }
        // Then
        assertThat(tally(2, 5).delivered()).isEqualTo(3);
        assertThat(tally(2, 5).deliveries().getMaxValue() / MS).isEqualTo(4);
    }

    @Test
    void aRateIsSustainedWhileNearlyAllOfItComesInTime() {
        assertThat(new Reading(250, 0.001, 0).isSustained(250)).isTrue();
        assertThat(new Reading(251, 0, 0).isSustained(250)).isFalse();
        assertThat(new Reading(5, 0.002, 0).isSustained(250)).isFalse();
    }

    @Test
    void reasonsThatAreNeverTheSameDoNotPileUp() {
        // Given
        Reasons reasons = new Reasons();
        // When
        for (int i = 0; i < 1_000; i++) {
            reasons.count(503, "try again in " + i);
        }
        // Then
        assertThat(reasons.counts()).hasSizeLessThan(30).containsKey("others");
        assertThat(reasons.counts().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(1_000);
    }
}
