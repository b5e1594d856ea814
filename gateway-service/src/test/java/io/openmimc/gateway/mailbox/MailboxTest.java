package io.openmimc.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final long TIMEOUT_MS = 2_000;
    private static final long RESEND_MS = 15_000;
    private static final long WAKE_LIMIT_MS = 5_000;
    private static final long ORDER_LIMIT_MS = 60_000;

    @Test
    void nothingIsSentBeforeTheLoginIsAnswered() {
        FakeDevice device = new FakeDevice();
        device.deliver(1);
        assertThat(device.sent).isEmpty();
        assertThat(device.pulls).isEmpty();
        device.mailbox.start();
        assertThat(device.pulls).hasSize(1);
    }

    @Test
    void theBacklogGoesOutBeforeLiveMessagesThatCameMeanwhile() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.deliver(10);
        device.page(1, 2);
        assertThat(device.sent).containsExactly(List.of(1L, 2L));
        device.ack(2);
        assertThat(device.pulls.get(1)).isEqualTo(FakeDevice.settledRows(1, 2));
        device.page();
        assertThat(device.sent).containsExactly(List.of(1L, 2L), List.of(10L));
    }

    @Test
    void aLiveMessageGoesOutAtOnceAndIsTakenWhenAcknowledged() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        assertThat(device.sent).containsExactly(List.of(5L));
        assertThat(device.outcomes).isEmpty();
        device.ack(5);
        assertThat(device.outcomes).containsEntry(5L, true);
    }

    @Test
    void oneCompoundIsInFlightAndTheRestGoesOutTogetherInAscendingOrder() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5, 9, 7, 8);
        assertThat(device.sent).containsExactly(List.of(5L));
        device.ack(5);
        assertThat(device.sent).containsExactly(List.of(5L), List.of(7L, 8L, 9L));
        device.ack(9);
        assertThat(device.outcomes).containsOnlyKeys(5L, 7L, 8L, 9L).doesNotContainValue(false);
    }

    @Test
    void anAcknowledgementOfAnotherNumberCountsForNothing() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5, 6);
        device.ack(6);
        device.ack(4);
        device.ack(1_000);
        assertThat(device.outcomes).isEmpty();
        assertThat(device.sent).hasSize(1);
    }

    @Test
    void anAcknowledgementDoesNotCoverALowerMessageThatWaits() {
        FakeDevice device = FakeDevice.live();
        device.deliver(101, 100);
        device.ack(101);
        assertThat(device.outcomes).containsOnlyKeys(101L);
        assertThat(device.sent).containsExactly(List.of(101L), List.of(100L));
    }

    @Test
    void aCompoundHasAtMostFiftyPackets() {
        FakeDevice device = FakeDevice.live();
        device.deliver(1);
        device.deliver(LongStream.rangeClosed(2, 61).toArray());
        device.ack(1);
        assertThat(device.sent.get(1)).hasSize(50);
        device.ack(51);
        assertThat(device.sent.get(2)).hasSize(10);
    }

    @Test
    void aCompoundHasAtMost64KiB() {
        FakeDevice device = FakeDevice.live();
        device.deliver(1);
        for (int i = 2; i <= 7; i++) {
            device.deliver(FakeDevice.parcel(i, 15_360));
        }
        device.ack(1);
        assertThat(device.sent.get(1)).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void aMessageThatIsNotAcknowledgedInTimeIsNotTaken() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5, 6);
        device.pass(TIMEOUT_MS - 1);
        assertThat(device.outcomes).isEmpty();
        device.pass(1);
        assertThat(device.outcomes).containsEntry(5L, false).containsEntry(6L, false);
    }

    @Test
    void aMessageBeyondTheQueuesBoundIsNotTakenAtOnce() {
        FakeDevice device = FakeDevice.live();
        device.deliver(LongStream.rangeClosed(1, 102).toArray());
        assertThat(device.outcomes).containsOnlyKeys(102L).containsValue(false);
    }

    @Test
    void aLateAcknowledgementIsToldToTheInbox() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.pass(TIMEOUT_MS + 500);
        device.ack(5);
        device.mailbox.wake();
        assertThat(device.pulls.get(0).getSequencesList()).containsExactly(5L);
    }

    @Test
    void aRowOfAMessageThatWasTakenMeanwhileIsSettledAndNotSentAgain() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.ack(5);
        device.mailbox.wake();
        device.page(5);
        assertThat(device.sent).hasSize(1);
        assertThat(device.pulls.get(1)).isEqualTo(FakeDevice.settledRows(5));
    }

    @Test
    void laterMessagesWaitUntilTheOneThatWentToTheInboxHasComeBack() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.pass(TIMEOUT_MS);
        device.ack(5); // late
        device.deliver(6);
        assertThat(device.sent).last().isEqualTo(List.of(6L)); // nothing of ours is in the inbox any more
        device.deliver(LongStream.rangeClosed(7, 107).toArray());
        assertThat(device.outcomes).containsEntry(107L, false); // no room for it
        device.ack(6);
        device.deliver(108);
        assertThat(device.sent)
                .last()
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(50)
                .startsWith(7L);
        device.ack(56);
        device.ack(106);
        assertThat(device.sent).hasSize(4); // 108 waits for 107's way through the inbox
        device.mailbox.wake();
        device.page();
        assertThat(device.sent).hasSize(4); // that was another wake-up
        device.mailbox.wake();
        device.page(107);
        device.ack(107);
        device.page();
        assertThat(device.sent).last().isEqualTo(List.of(108L));
    }

    @Test
    void withoutAWakeUpTheInboxIsPulledAfterFiveSeconds() {
        FakeDevice device = FakeDevice.live();
        spill(device, 102);
        device.pass(WAKE_LIMIT_MS - 1);
        assertThat(device.pulls).isEmpty();
        device.pass(1);
        assertThat(device.pulls).hasSize(1);
    }

    @Test
    void laterMessagesDoNotOvertakeOneThatIsNotInTheInboxYet() {
        FakeDevice device = FakeDevice.live();
        spill(device, 102);
        device.pass(2 * WAKE_LIMIT_MS);
        device.page(); // Cassandra is away, so it has not been stored
        device.deliver(103);
        assertThat(device.sent).last().isNotEqualTo(List.of(103L));
        device.mailbox.wake();
        device.page(102);
        device.ack(102);
        device.page();
        assertThat(device.sent).endsWith(List.of(102L), List.of(103L));
    }

    @Test
    void aMessageThatDoesNotComeBackIsOvertakenAfterAMinuteThoughOthersCameMeanwhile() {
        FakeDevice device = FakeDevice.live();
        spill(device, 102);
        device.pass(WAKE_LIMIT_MS);
        device.page();
        device.pass(ORDER_LIMIT_MS - WAKE_LIMIT_MS - TIMEOUT_MS);
        device.deliver(103);
        device.pass(TIMEOUT_MS);
        assertThat(device.outcomes).containsEntry(103L, false);
        device.page(103);
        device.ack(103);
        device.page();
        device.deliver(104);
        assertThat(device.sent).endsWith(List.of(103L), List.of(104L));
    }

    /** Makes the last of so many messages go to the inbox; the device has all others. */
    private static void spill(FakeDevice device, long last) {
        device.deliver(LongStream.rangeClosed(1, last).toArray());
        device.ack(1);
        device.ack(51);
        device.ack(101);
        assertThat(device.outcomes).containsEntry(last, false);
    }

    @Test
    void aCompoundIsSentAgainThreeTimesAndThenTheDeviceMustComeBack() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.pass(RESEND_MS);
        assertThat(device.sent).hasSize(2);
        device.pass(10 * RESEND_MS);
        assertThat(device.sent).hasSize(4).allMatch(List.of(5L)::equals);
        device.deliver(6);
        assertThat(device.outcomes).containsEntry(6L, false);
        device.mailbox.pullRequested();
        assertThat(device.sent).hasSize(5);
        device.ack(5);
        assertThat(device.pulls).hasSize(1);
    }

    @Test
    void aPullSendsTheRefusedCompoundAgainButNotInATightLoop() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.mailbox.pullRequested();
        device.mailbox.pullRequested();
        assertThat(device.sent).hasSize(1);
        device.pass(100);
        assertThat(device.sent).hasSize(2);
        device.ack(5);
        assertThat(device.pulls).hasSize(1);
        device.page();
        assertThat(device.outcomes).containsEntry(5L, true);
    }

    @Test
    void aPullWithNothingInFlightAsksTheInboxAndSendsNothingWhenThatIsEmpty() {
        FakeDevice device = FakeDevice.live();
        device.mailbox.pullRequested();
        device.page();
        assertThat(device.pulls).hasSize(1);
        assertThat(device.sent).isEmpty();
    }

    @Test
    void aRepeatedLoginDoesNotGetTwiceWhatWasJustSent() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.mailbox.rebound();
        device.pass(500);
        assertThat(device.sent).hasSize(1);
    }

    @Test
    void aRepeatedLoginGetsAgainWhatIsLongUnacknowledged() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.pass(RESEND_MS / 2);
        device.mailbox.rebound();
        assertThat(device.sent).hasSize(2);
    }

    @Test
    void aRepeatedMessageThatTheDeviceTookIsTakenAtOnce() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.ack(5);
        device.outcomes.clear();
        device.deliver(5);
        assertThat(device.outcomes).containsEntry(5L, true);
        assertThat(device.sent).hasSize(1);
    }

    @Test
    void aMessageRepeatedWhileItIsInFlightIsSentOnceAndDecidedForBoth() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        int[] taken = {0};
        device.mailbox.deliver(FakeDevice.parcel(5), outcome -> taken[0] += outcome ? 1 : 0);
        device.ack(5);
        assertThat(device.sent).hasSize(1);
        assertThat(taken[0]).isEqualTo(1);
    }

    @Test
    void whileHistoryIsAwayThePullIsTriedAgainWithGrowingPauses() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.mailbox.pullFailed();
        device.pass(199);
        assertThat(device.pulls).hasSize(1);
        device.pass(1);
        assertThat(device.pulls).hasSize(2);
        device.mailbox.pullFailed();
        device.pass(400);
        assertThat(device.pulls).hasSize(3);
        for (int i = 0; i < 10; i++) {
            device.mailbox.pullFailed();
            device.pass(2_000);
        }
        assertThat(device.pulls).hasSize(13);
    }

    @Test
    void whatAFailedPullCarriedIsSettledByTheNext() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.page(1);
        device.ack(1);
        device.mailbox.pullFailed();
        device.pass(200);
        assertThat(device.pulls).last().isEqualTo(FakeDevice.settledRows(1));
    }

    @Test
    void aWakeUpDuringAPullIsNotLost() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.mailbox.wake();
        device.page();
        assertThat(device.pulls).hasSize(2);
    }

    @Test
    void anInboxThatRepeatsASettledPageIsNotAskedInATightLoop() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.ack(5);
        device.mailbox.wake();
        device.page(5);
        device.page(5);
        assertThat(device.pulls).hasSize(2);
        device.pass(2_000);
        assertThat(device.pulls).hasSize(3);
    }

    @Test
    void theEndOfASessionDecidesEverythingThatWaits() {
        FakeDevice device = FakeDevice.live();
        device.deliver(1, 2, 3);
        device.mailbox.close();
        assertThat(device.outcomes).containsOnlyKeys(1L, 2L, 3L).doesNotContainValue(true);
        device.deliver(4);
        assertThat(device.outcomes).containsEntry(4L, false);
        assertThat(device.sent).hasSize(1);
    }

    @Test
    void theEndOfASessionSettlesWhatWasTakenLate() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.pass(TIMEOUT_MS);
        device.ack(5);
        device.mailbox.close();
        assertThat(device.settles).hasSize(1);
        assertThat(device.settles.get(0).getSequencesList()).containsExactly(5L);
    }

    @Test
    void aPullThatFailsAfterTheEndIsSettledInstead() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.page(1);
        device.ack(1);
        device.mailbox.close();
        assertThat(device.settles).isEmpty();
        device.mailbox.pullFailed();
        assertThat(device.settles).containsExactly(FakeDevice.settledRows(1));
    }
}
