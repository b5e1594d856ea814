package io.openmimc.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger(7, 10);
    private final Ear ear = new Ear(series -> series == 7 ? ledger : null);

    private static byte[] payload(int series, int index, int conversation, int number) {
        return new Payload(series, index, conversation, number).bytes(64);
    }

    private void send(int count, int devices) {
        for (int i = 0; i < count; i++) {
            ledger.sending(i, 1_000, devices);
            ledger.acked(i, 2_000);
        }
    }

    @Test
    void latencyIsCountedFromWhenAMessageWasDue() {
        // Given
        ledger.sending(0, TimeUnit.MILLISECONDS.toNanos(5), 1);
        // When: it was sent late, which nobody asks
        ledger.acked(0, TimeUnit.MILLISECONDS.toNanos(25));
        ear.hear(payload(7, 0, 1, 0), TimeUnit.MILLISECONDS.toNanos(45));
        // Then
        assertThat(ledger.ackNanos().getMaxValue()).isCloseTo(20_000_000, within());
        assertThat(ledger.deliveryNanos().getMaxValue()).isCloseTo(40_000_000, within());
    }

    private static org.assertj.core.data.Percentage within() {
        return org.assertj.core.data.Percentage.withPercentage(0.2);
    }

    @Test
    void whatWasAcknowledgedAndDidNotArriveIsLost() {
        // Given
        send(3, 1);
        // When
        ear.hear(payload(7, 0, 1, 0), 3_000);
        ear.hear(payload(7, 2, 1, 2), 3_000);
        // Then
        assertThat(ledger.lost()).isEqualTo(1);
        assertThat(ledger.complete()).isFalse();
    }

    @Test
    void whatWasRefusedIsNotLost() {
        // Given
        ledger.sending(0, 1_000, 1);
        // When
        ledger.refused(0, 503, "busy", 2_000);
        // Then
        assertThat(ledger.lost()).isZero();
        assertThat(ledger.unacknowledged()).isEqualTo(1);
        assertThat(ledger.complete()).isTrue();
    }

    @Test
    void theSameMessageTwiceIsADuplicate() {
        // Given
        send(1, 1);
        // When
        ear.hear(payload(7, 0, 1, 0), 3_000);
        ear.hear(payload(7, 0, 1, 0), 4_000);
        // Then
        assertThat(ledger.delivered()).isEqualTo(1);
        assertThat(ledger.duplicates()).isEqualTo(1);
    }

    @Test
    void orderCountsInsideAConversation() {
        // Given
        send(4, 1);
        // When
        ear.hear(payload(7, 1, 1, 1), 3_000);
        ear.hear(payload(7, 2, 2, 0), 3_000);
        ear.hear(payload(7, 0, 1, 0), 3_000);
        ear.hear(payload(7, 3, 2, 1), 3_000);
        // Then
        assertThat(ledger.ordersBroken()).isEqualTo(1);
        assertThat(ledger.delivered()).isEqualTo(4);
        assertThat(ledger.complete()).isTrue();
    }

    @Test
    void aPayloadThatWasChangedIsSeen() {
        // Given
        send(1, 1);
        byte[] changed = payload(7, 0, 1, 0);
        changed[30] ^= 1;
        // When
        ear.hear(changed, 3_000);
        // Then
        assertThat(ledger.damages()).isEqualTo(1);
        assertThat(ledger.delivered()).isZero();
    }

    @Test
    void messagesOfOthersArePassedOver() {
        // When
        ear.hear(payload(8, 0, 1, 0), 3_000);
        ear.hear(new byte[3], 3_000);
        // Then
        assertThat(ledger.delivered()).isZero();
        assertThat(ledger.damages()).isZero();
    }
}
