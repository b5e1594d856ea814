package io.openmimc.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.gateway.admission.SimulatedStage.Tally;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
    private static final long APP = 1;
    private static final double CAPACITY = 3_000;

    private final SimulatedStage stage = new SimulatedStage(CAPACITY);

    @Test
    void whatCanBeCarriedIsNeverRefused() {
        stage.offer(APP, 0.95 * CAPACITY);
        Tally all = stage.run(60_000).get(APP);
        assertThat(all.refused).isZero();
        assertThat(stage.limit.get()).isEqualTo(Limit.NONE);
    }

    @Test
    void aBurstThatIsGoneWithinTheTargetIsTaken() {
        for (int i = 0; i < 20; i++) {
            stage.burst(APP, 550);
            assertThat(stage.run(1_000).get(APP).refused).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.2, 2, 3, 5})
    void whatIsTooMuchIsRefusedAndTheRestWaitsForAboutTheTarget(double times) {
        stage.offer(APP, times * CAPACITY);
        Tally first = stage.run(3_000).get(APP);
        assertThat(first.longestMs).as("until it is noticed").isLessThan((long) (320 * times));
        Tally then = stage.run(57_000).get(APP);
        assertThat(then.served).isCloseTo((long) (57 * CAPACITY), Percentage.withPercentage(2));
        assertThat(then.longestMs).isLessThan(2 * SimulatedStage.TARGET_MS);
        assertThat(then.served + then.refused).isCloseTo((long) (57 * CAPACITY * times), Percentage.withPercentage(1));
    }

    @Test
    void theLimitIsWhatIsLetOutInTheTimeOfTheTarget() {
        stage.offer(APP, 3 * CAPACITY);
        stage.run(10_000);
        assertThat(stage.limit.get())
                .isCloseTo(CAPACITY * SimulatedStage.TARGET_MS / 1_000, Percentage.withPercentage(15));
        stage.capacity(CAPACITY / 2); // something else needs the machine
        stage.run(3_000);
        assertThat(stage.run(10_000).get(APP).longestMs).isLessThan(2 * SimulatedStage.TARGET_MS);
        assertThat(stage.limit.get())
                .isCloseTo(CAPACITY / 2 * SimulatedStage.TARGET_MS / 1_000, Percentage.withPercentage(15));
        stage.capacity(CAPACITY);
        stage.run(3_000);
        assertThat(stage.run(10_000).get(APP).served).isCloseTo((long) (10 * CAPACITY), Percentage.withPercentage(2));
    }

    @Test
    void afterTheOverloadNothingIsRefusedAnyMore() {
        stage.offer(APP, 3 * CAPACITY);
        stage.run(30_000);
        stage.offer(APP, 0.9 * CAPACITY);
        stage.run(1_000);
        assertThat(stage.run(2_000).get(APP).refused).isZero();
        Tally after = stage.run(10_000).get(APP);
        assertThat(after.refused).isZero();
        assertThat(after.longestMs).isLessThan(50);
        assertThat(stage.limit.get()).isEqualTo(Limit.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 300, 500, 580})
    void aPauseIsNoOverload(long pauseMs) {
        stage.offer(APP, 0.8 * CAPACITY);
        stage.run(5_000);
        for (int i = 0; i < 5; i++) {
            stage.capacity(0);
            long refused = refused(stage.run(pauseMs).get(APP));
            stage.capacity(CAPACITY);
            refused += refused(stage.run(5_000).get(APP));
            assertThat(refused).isZero();
        }
    }

    @Test
    void whatComesToAHaltTakesNoMoreThanTheFloor() {
        stage.offer(APP, 0.5 * CAPACITY);
        stage.run(5_000);
        stage.capacity(0);
        stage.run(1_000);
        Tally halted = stage.run(10_000).get(APP);
        assertThat(halted.refused).isEqualTo((long) (10 * 0.5 * CAPACITY));
        stage.capacity(CAPACITY);
        stage.run(3_000);
        assertThat(refused(stage.run(10_000).get(APP))).isZero();
    }

    @Test
    void manySlowOnesWhereOthersAreQuickAreNoOverload() {
        Limit limit = new Limit(TimeUnit.MILLISECONDS.toNanos(200), 10, Limit.STALLED_NANOS, 0);
        for (int tick = 1; tick < 500; tick++) {
            for (int i = 0; i < 20; i++) {
                limit.out(TimeUnit.MILLISECONDS.toNanos(i == 0 ? 5 : 4_000), 1);
            }
            limit.tick(TimeUnit.MILLISECONDS.toNanos(20L * tick), 1_000);
        }
        assertThat(limit.get()).isEqualTo(Limit.NONE);
    }

    private static long refused(Tally tally) {
        return tally == null ? 0 : tally.refused;
    }
}
