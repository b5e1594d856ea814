package io.openmimc.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.gateway.HandoutAges;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherAgesTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Ages accounts = new Ages();
    private final Ages topics = new Ages();
    private final DispatcherAges dispatcher = new DispatcherAges(accounts, topics);

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -300, 0, 300, 3_600_000})
    void aClockThatIsNotOursMakesNothingOlderOrYounger(long aheadMs) {
        long nowMs = 1_000_000;
        for (int i = 0; i < 100; i++, nowMs += 50) {
            // The dispatcher reads its own clock and the time of the log, which is ours.
            dispatcher.told(
                    HandoutAges.newBuilder()
                            .setTimeMs(nowMs + aheadMs)
                            .setAccountsMs(20 + aheadMs)
                            .setTopicsMs(40 + aheadMs)
                            .build(),
                    nowMs + i % 7, // under way for some time, most of them
                    nowMs * MS);
            assertThat(accounts.oldest(nowMs * MS)).isEqualTo(20 * MS);
            assertThat(topics.oldest(nowMs * MS)).isEqualTo(40 * MS);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -300, 0, 300, 3_600_000})
    void whatIsOfOneClockAloneIsOfOurs(long aheadMs) {
        long nowMs = 1_000_000;
        HandoutAges late = HandoutAges.newBuilder()
                .setTimeMs(nowMs + aheadMs)
                .setAccountsMs(900 + aheadMs)
                .setTopicsMs(800 + aheadMs)
                .build();
        dispatcher.told(late, nowMs, nowMs * MS);
        assertThat(accounts.oldest(nowMs * MS)).isEqualTo(900 * MS);
        dispatcher.told(
                late.toBuilder()
                        .setAccountsCaughtUpMs(30)
                        .setTopicsCaughtUpMs(0)
                        .build(),
                nowMs,
                nowMs * MS);
        assertThat(accounts.oldest(nowMs * MS)).isEqualTo(30 * MS);
        assertThat(topics.oldest(nowMs * MS)).isZero();
    }

    @Test
    void aClockThatIsSetIsKnownAfterAMinute() {
        ClockDifference difference = new ClockDifference();
        assertThat(difference.observe(0, 0)).isZero();
        for (long second = 1; second < 61; second++) {
            difference.observe(500, second * 1_000 * MS);
        }
        assertThat(difference.observe(500, 61_000 * MS)).isEqualTo(500);
    }

    @Test
    void whoIsGoneSaysNothingAnyMore() {
        long nowMs = 1_000_000;
        dispatcher.told(
                HandoutAges.newBuilder().setTimeMs(nowMs).setAccountsMs(20).build(), nowMs, nowMs * MS);
        dispatcher.gone();
        assertThat(accounts.oldest(nowMs * MS)).isEqualTo(Ages.UNKNOWN);
    }

    @Test
    void theOneThatIsFurthestBehindCounts() {
        long now = 1_000 * MS;
        accounts.said("quick", 5 * MS, now);
        accounts.said("slow", 400 * MS, now);
        assertThat(accounts.oldest(now)).isEqualTo(400 * MS);
        accounts.said("quick", 5 * MS, now + 950 * MS);
        assertThat(accounts.oldest(now + 1_001 * MS))
                .as("a second after the slow one")
                .isEqualTo(5 * MS);
    }
}
