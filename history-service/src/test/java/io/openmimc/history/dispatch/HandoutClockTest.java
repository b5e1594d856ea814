package io.openmimc.history.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.gateway.HandoutAges;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandoutClockTest {
    private static final long NOW = 1_000_000;
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private long nanos = 5_000 * MS;
    private final HandoutClock handouts =
            new HandoutClock(Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC), () -> nanos);

    @Test
    void thePartitionThatIsFurthestBehindCountsAndInItTheYoungest() {
        handouts.handedOut(task(Kind.P2P, 1, 5));
        handouts.handedOut(task(Kind.P2P, 1, 9_000)); // a single slow one
        handouts.handedOut(task(Kind.P2P, 2, 400));
        handouts.handedOut(task(Kind.P2P, 2, 300));
        assertThat(handouts.take())
                .isEqualTo(HandoutAges.newBuilder()
                        .setTimeMs(NOW)
                        .setAccountsMs(300)
                        .build());
    }

    @Test
    void oneTopicThatIsBehindIsNoNewsWhileAnotherOneIsNot() {
        handouts.handedOut(task(Kind.P2T, 1, 9_000));
        handouts.handedOut(task(Kind.P2T, 2, 40));
        assertThat(handouts.take())
                .isEqualTo(
                        HandoutAges.newBuilder().setTimeMs(NOW).setTopicsMs(40).build());
    }

    @Test
    void nothingIsToldTwiceAndNothingIsNoNews() {
        assertThat(handouts.take()).isNull();
        handouts.handedOut(task(Kind.P2P, 1, 5));
        handouts.handedOut(task(Kind.P2T, 1, 6));
        assertThat(handouts.take()).isNotNull();
        assertThat(handouts.take()).isNull();
    }

    @Test
    void aClockThatIsBehindThatOfTheLogIsNotHidden() {
        handouts.handedOut(task(Kind.P2P, 1, -50));
        assertThat(handouts.take().getAccountsMs()).isEqualTo(-50);
    }

    @Test
    void afterLongWaitsItIsToldOnceThatNothingWaitsAnyMore() {
        handOut(task(Kind.P2P, 1, 900));
        assertThat(handouts.take()).isNotNull();
        assertThat(handouts.awaitsEnd()).isTrue();
        handouts.caughtUp(nanos);
        assertThat(handouts.awaitsEnd()).as("found out, and to be told").isFalse();
        nanos += 30 * MS;
        assertThat(handouts.take())
                .isEqualTo(HandoutAges.newBuilder()
                        .setTimeMs(NOW)
                        .setAccountsCaughtUpMs(30)
                        .build());
        handouts.caughtUp(nanos);
        assertThat(handouts.take()).isNull();
        assertThat(handouts.awaitsEnd()).isFalse();
    }

    @Test
    void itIsToldTogetherWithTheLastLongWait() {
        handOut(task(Kind.P2P, 1, 900));
        assertThat(handouts.awaitsEnd()).isTrue();
        handouts.caughtUp(nanos);
        HandoutAges told = handouts.take();
        assertThat(told.getAccountsMs()).isEqualTo(900);
        assertThat(told.hasAccountsCaughtUpMs()).isTrue();
        assertThat(handouts.awaitsEnd()).isFalse();
    }

    @Test
    void whatWaitsForItsRecipientsToBeLookedUpKeepsItFromBeingTold() {
        DispatchTask waiting = task(Kind.P2P, 1, 800);
        handOut(task(Kind.P2P, 1, 900));
        handouts.taken(waiting);
        handouts.take();
        handouts.caughtUp(nanos);
        assertThat(handouts.take()).isNull();
        assertThat(handouts.awaitsEnd()).isTrue();
        handouts.handedOut(waiting);
        handouts.caughtUp(nanos);
        assertThat(handouts.take().hasAccountsCaughtUpMs()).isTrue();
    }

    @Test
    void whatIsGivenUpWaitsNoMore() {
        DispatchTask givenUp = task(Kind.P2P, 1, 0);
        handOut(task(Kind.P2P, 1, 900));
        handouts.taken(givenUp);
        givenUp.done().completeExceptionally(new IllegalStateException("a fault"));
        handouts.caughtUp(nanos);
        assertThat(handouts.take().hasAccountsCaughtUpMs()).isTrue();
    }

    @Test
    void accountsAndTopicsDoNotWaitForEachOther() {
        handOut(task(Kind.P2P, 1, 900));
        handOut(task(Kind.P2T, 1, 900));
        handouts.taken(task(Kind.P2T, 1, 0));
        handouts.take();
        handouts.caughtUp(nanos);
        HandoutAges told = handouts.take();
        assertThat(told.hasAccountsCaughtUpMs()).isTrue();
        assertThat(told.hasTopicsCaughtUpMs()).isFalse();
        assertThat(handouts.awaitsEnd()).as("of topics").isTrue();
    }

    @Test
    void nobodyNeedsToKnowAfterShortWaitsNorAfterWhatGatewaysHaveForgotten() {
        handOut(task(Kind.P2P, 1, 20));
        handouts.take();
        handouts.caughtUp(nanos);
        assertThat(handouts.awaitsEnd()).isFalse();
        assertThat(handouts.take()).isNull();
        handOut(task(Kind.P2P, 1, 900));
        handouts.take();
        nanos += 1_001 * MS;
        handouts.caughtUp(nanos);
        assertThat(handouts.awaitsEnd()).isFalse();
        assertThat(handouts.take()).isNull();
    }

    private void handOut(DispatchTask task) {
        handouts.taken(task);
        handouts.handedOut(task);
    }

    private static DispatchTask task(Kind kind, int partition, long ageMs) {
        return new DispatchTask(
                AcceptedMessage.newBuilder().setKind(kind).build(), partition, NOW - ageMs, new CompletableFuture<>());
    }
}
