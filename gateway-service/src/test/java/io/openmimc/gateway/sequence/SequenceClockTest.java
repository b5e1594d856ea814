package io.openmimc.gateway.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openmimc.gateway.sequence.SequenceClock.Grant;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SequenceClockTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final int NODE = 7;

    private final FakeTime time = new FakeTime(NOW);
    private final SequenceClock clock = granted(time, NODE);

    @Test
    void theTimeOfASequenceIsTheWallClocks() {
        assertThat(Sequence.timestampMs(clock.next())).isEqualTo(NOW.toEpochMilli());
        time.pass(Duration.ofMillis(5));
        long later = clock.next();
        assertThat(Sequence.timestampMs(later)).isEqualTo(NOW.toEpochMilli() + 5);
        assertThat(Sequence.node(later)).isEqualTo(NODE);
    }

    @Test
    void anAdvancePartsWhatWasGivenFromWhatWillBeWhateverTheWallClockDoes() {
        for (Instant wall : List.of(NOW, NOW.plusMillis(5), NOW.minusSeconds(3600))) {
            time.set(wall);
            long before = clock.next();
            long partedMs = clock.advance();
            assertThat(Sequence.timestampMs(before)).isLessThan(partedMs);
            time.set(wall.minusSeconds(60));
            assertThat(Sequence.timestampMs(clock.next())).isGreaterThanOrEqualTo(partedMs);
        }
    }

    @Test
    void sequencesGrowWhenTheWallClockIsSetBack() {
        long before = clock.next();
        time.set(NOW.minusSeconds(3600));
        assertThat(clock.next()).isGreaterThan(before);
        assertThat(clock.driftMs()).isEqualTo(3_600_000);
    }

    @Test
    void moreThanAMillisecondHoldsAreTakenFromTheNext() {
        long[] many = LongStream.range(0, 10_000).map(i -> clock.next()).toArray();
        assertThat(many).isSorted().doesNotHaveDuplicates();
        assertThat(Sequence.timestampMs(many[9_999])).isEqualTo(NOW.toEpochMilli() + 2);
    }

    @Test
    void everythingIsLargerThanWhatWasObservedOfAnyNode() {
        for (int node : new int[] {0, NODE - 1, NODE, NODE + 1, Sequence.MAX_NODE}) {
            for (int counter : new int[] {0, 5, Sequence.MAX_COUNTER}) {
                long observed = Sequence.of(clock.timeMs() + 60_000, node, counter);
                clock.grant(new Grant(NODE, Long.MAX_VALUE, Long.MAX_VALUE));
                clock.observe(observed);
                assertThat(clock.next())
                        .as("after node %d counter %d", node, counter)
                        .isGreaterThan(observed);
            }
        }
    }

    @Test
    void observingWhatIsOldChangesNothing() {
        long before = clock.next();
        clock.observe(Sequence.of(NOW.toEpochMilli() - 1_000, 900, 0));
        assertThat(clock.next()).isEqualTo(before + 1);
    }

    @Test
    void observingBeforeThereIsANodeNumberCounts() {
        SequenceClock fresh = new SequenceClock(time, time::nanoTime);
        long observed = Sequence.of(NOW.toEpochMilli() + 1_000, 1_000, 17);
        fresh.observe(observed);
        fresh.grant(
                new Grant(0, NOW.toEpochMilli() + 15_000, Duration.ofSeconds(11).toNanos()));
        assertThat(fresh.next()).isGreaterThan(observed);
    }

    @Test
    void nothingIsGivenWithoutANodeNumber() {
        SequenceClock fresh = new SequenceClock(time, time::nanoTime);
        assertRefuses(fresh);
    }

    @Test
    void nothingIsGivenAfterTheDeadlineOfTheLease() {
        time.pass(Duration.ofSeconds(11).minusNanos(1));
        clock.next();
        time.pass(Duration.ofNanos(1));
        assertRefuses(clock);
        assertThat(clock.running()).isFalse();
    }

    @Test
    void nothingIsGivenBeyondTheReservation() {
        clock.next();
        time.set(NOW.plusSeconds(15));
        clock.next(); // the last millisecond of it
        time.set(NOW.plusSeconds(15).plusMillis(1));
        assertRefuses(clock);
    }

    @Test
    void manyThreadsNeverGetTheSame() {
        SequenceClock real = new SequenceClock();
        real.grant(new Grant(
                NODE, Long.MAX_VALUE, System.nanoTime() + Duration.ofMinutes(5).toNanos()));
        List<CompletableFuture<long[]>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(CompletableFuture.supplyAsync(
                    () -> LongStream.range(0, 50_000).map(n -> real.next()).toArray()));
        }
        threads.forEach(thread -> assertThat(thread.join()).isSorted());
        assertThat(threads.stream()
                        .flatMapToLong(thread -> LongStream.of(thread.join()))
                        .toArray())
                .doesNotHaveDuplicates();
    }

    private static SequenceClock granted(FakeTime time, int node) {
        SequenceClock clock = new SequenceClock(time, time::nanoTime);
        clock.grant(new Grant(
                node, NOW.toEpochMilli() + 15_000, Duration.ofSeconds(11).toNanos()));
        return clock;
    }

    private static void assertRefuses(SequenceClock clock) {
        assertThatExceptionOfType(ImException.class).isThrownBy(clock::next).satisfies(e -> assertThat(e.code())
                .isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
