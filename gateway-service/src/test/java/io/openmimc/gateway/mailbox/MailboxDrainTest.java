package io.openmimc.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class MailboxDrainTest {
    private static final long TIMEOUT_MS = 2_000;

    @Test
    void aDrainWithNothingInFlightIsQuietAtOnce() {
        FakeDevice device = FakeDevice.live();
        device.drain();
        assertThat(device.quiet).isEqualTo(1);
    }

    @Test
    void aDrainWaitsForTheCompoundInFlightAndLeavesAllOthersToTheInbox() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5, 6);
        device.drain();
        device.deliver(7);
        assertThat(device.outcomes).containsOnly(entry(6L, false), entry(7L, false));
        assertThat(device.quiet).isZero();
        device.ack(5);
        assertThat(device.outcomes).containsEntry(5L, true);
        assertThat(device.quiet).isEqualTo(1);
        device.mailbox.close();
        assertThat(device.quiet).isEqualTo(1);
    }

    @Test
    void aDrainSettlesThePageInFlightAndAsksForNoOther() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.page(1, 2);
        device.drain();
        device.ack(2);
        assertThat(device.quiet).isEqualTo(1);
        assertThat(device.pulls).hasSize(1);
        device.mailbox.close();
        assertThat(device.settles).containsExactly(FakeDevice.settledRows(1, 2));
    }

    @Test
    void aPageThatComesDuringADrainIsNotSent() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.drain();
        device.page(1, 2);
        assertThat(device.quiet).isEqualTo(1);
        assertThat(device.sent).isEmpty();
    }

    @Test
    void aDrainWaitsForADeviceThatIsSilentNoLongerThanDispatchDoes() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.page(1);
        device.drain();
        device.pass(TIMEOUT_MS - 1);
        assertThat(device.quiet).isZero();
        device.pass(1);
        assertThat(device.quiet).isEqualTo(1);
    }

    @Test
    void aDrainIsQuietWhenTheSessionEnds() {
        FakeDevice device = FakeDevice.live();
        device.deliver(5);
        device.drain();
        device.mailbox.close();
        assertThat(device.outcomes).containsEntry(5L, false);
        assertThat(device.quiet).isEqualTo(1);
        device.drain();
        assertThat(device.quiet).isEqualTo(2);
    }
}
