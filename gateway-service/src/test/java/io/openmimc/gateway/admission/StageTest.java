package io.openmimc.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.gateway.admission.SimulatedStage.Tally;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final double CAPACITY = 3_000;
    private static final long HEAVY = 1;
    private static final long SMALL = 2;
    private static final long OTHER = 3;

    private final SimulatedStage stage = new SimulatedStage(CAPACITY);

    @Test
    void anAppThatSendsLittleIsNotRefusedBecauseOfOneThatSendsTooMuch() {
        stage.offer(HEAVY, 10 * CAPACITY);
        stage.offer(SMALL, 50);
        for (int i = 0; i < 6; i++) {
            Map<Long, Tally> became = stage.run(10_000);
            assertThat(became.get(SMALL).refused).isZero();
            assertThat(became.get(SMALL).served).isCloseTo(500, Offset.offset(20L));
        }
    }

    @Test
    void twoThatSendTooMuchGetTheSameAndAThirdAllThatItSends() {
        stage.offer(HEAVY, 5 * CAPACITY);
        stage.offer(OTHER, 2 * CAPACITY);
        stage.offer(SMALL, 0.1 * CAPACITY);
        stage.run(5_000);
        Map<Long, Tally> became = stage.run(20_000);
        assertThat(became.get(SMALL).refused).isZero();
        assertThat(became.get(HEAVY).served).isCloseTo((long) (20 * 0.45 * CAPACITY), Percentage.withPercentage(5));
        assertThat(became.get(OTHER).served).isCloseTo((long) (20 * 0.45 * CAPACITY), Percentage.withPercentage(5));
        assertThat(became.get(SMALL).longestMs).isLessThan(2 * SimulatedStage.TARGET_MS);
    }

    @Test
    void theShareIsWhatFitsWhenNobodyHasMore() {
        assertThat(Stage.share(new long[] {900, 50, 250}, 600)).isEqualTo(300);
        assertThat(Stage.share(new long[] {900, 50, 350}, 600)).isEqualTo(275);
        assertThat(Stage.share(new long[] {100, 100}, 600)).isEqualTo(500);
        assertThat(Stage.share(new long[] {}, 600)).isEqualTo(600);
    }
}
