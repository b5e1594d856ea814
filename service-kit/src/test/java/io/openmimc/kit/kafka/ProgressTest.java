package io.openmimc.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final TopicPartition THREE = new TopicPartition("mimc.messages", 3);

    private final AtomicLong nanos = new AtomicLong(-1);
    private final Progress progress = new Progress("history-dispatch", nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void partitionThatIsAtTheEndOfItsLogNeedNotMove() {
        progress.observe(THREE, 10, 0);
        pass(LIMIT.multipliedBy(2));
        assertThat(progress.stalls(LIMIT)).isEmpty();
        progress.observe(THREE, 10, 1);
        pass(LIMIT.minusNanos(1));
        assertThat(progress.stalls(LIMIT))
                .as("its first record is not that old")
                .isNotEmpty();
    }

    @Test
    void partitionThatDoesNotMoveThoughItHasRecordsIsNamedWithWhatIsToBeDoneAndForHowLong() {
        progress.observe(THREE, 10, 7);
        pass(LIMIT.minusSeconds(1));
        progress.observe(THREE, 10, 8);
        assertThat(progress.stalls(LIMIT)).isEmpty();
        pass(Duration.ofSeconds(13));
        assertThat(progress.stalls(LIMIT))
                .containsExactly(new Stall(
                        "history-dispatch mimc.messages-3",
                        "no progress for 42 s, records to be done: 8",
                        Duration.ofSeconds(42)));
    }

    @Test
    void partitionThatMovesIsWellHoweverMuchIsToBeDone() {
        for (int done = 0; done < 10; done++) {
            progress.observe(THREE, done, 1_000 + done);
            pass(LIMIT.minusSeconds(1));
            assertThat(progress.stalls(LIMIT)).isEmpty();
        }
    }

    @Test
    void recordsThatAreDoneOnceMoreAfterAnotherStartAreNoProgress() {
        progress.observe(THREE, 10, 5);
        pass(LIMIT.dividedBy(2));
        progress.observe(THREE, -1, 7); // the consumer has started again
        progress.observe(THREE, 9, 6);
        progress.observe(THREE, 10, 5);
        pass(LIMIT.dividedBy(2));
        assertThat(progress.stalls(LIMIT)).hasSize(1);
        progress.observe(THREE, 11, 4);
        assertThat(progress.stalls(LIMIT)).isEmpty();
    }

    @Test
    void partitionOfWhichNothingWasReadYetIsNamedToo() {
        progress.observe(THREE, -1, 3);
        pass(LIMIT);
        assertThat(progress.stalls(LIMIT)).hasSize(1);
    }

    @Test
    void partitionThatHasAnotherOwnerIsHisMatter() {
        TopicPartition four = new TopicPartition("mimc.messages", 4);
        progress.observe(THREE, 10, 7);
        progress.observe(four, 10, 7);
        pass(LIMIT);
        progress.leave(List.of(THREE));
        assertThat(progress.stalls(LIMIT)).extracting(Stall::place).containsExactly("history-dispatch mimc.messages-4");
        progress.retain(Set.of(THREE));
        assertThat(progress.stalls(LIMIT)).isEmpty();
    }
}
