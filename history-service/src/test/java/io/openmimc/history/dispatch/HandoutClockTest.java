package io.openmimc.history.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.gateway.HandoutAges;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HandoutClockTest {
    private static final long NOW = 1_000_000;

    private final HandoutClock handouts = new HandoutClock(Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

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

    private static DispatchTask task(Kind kind, int partition, long ageMs) {
        return new DispatchTask(
                AcceptedMessage.newBuilder().setKind(kind).build(), partition, NOW - ageMs, new CompletableFuture<>());
    }
}
