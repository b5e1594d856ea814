package io.openmimc.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.bench.load.Timetable.Stretch;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimetableTest {
    /** Rates that leave the last message of a second at odd times. */
    private final Timetable timetable = new Timetable(new Stretch(33.3, 3), new Stretch(100, 2), new Stretch(33.3, 3));

    @Test
    void aStretchFollowsUponTheOther() {
        assertThat(timetable.messages()).isEqualTo(100 + 200 + 100);
        assertThat(timetable.dueNanos(0)).isZero();
        assertThat(timetable.dueNanos(100)).isEqualTo(TimeUnit.SECONDS.toNanos(3));
        assertThat(timetable.dueNanos(101)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(3_010));
        assertThat(timetable.dueNanos(300)).isEqualTo(TimeUnit.SECONDS.toNanos(5));
        assertThat(IntStream.range(1, 400)).allMatch(i -> timetable.dueNanos(i) > timetable.dueNanos(i - 1));
    }

    @Test
    void everyMessageIsOfTheSecondInWhichItIsDue() {
        // When
        List<Window> windows = IntStream.range(0, 3)
                .boxed()
                .flatMap(stretch -> timetable.windows(new Outcomes(400), 0, stretch).stream())
                .toList();
        // Then
        assertThat(windows).extracting(Window::second).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        for (Window window : windows) {
            long due = IntStream.range(0, 400)
                    .filter(i -> timetable.dueNanos(i) / TimeUnit.SECONDS.toNanos(1) == window.second())
                    .count();
            assertThat(window.due()).as("second %d", window.second()).isEqualTo((int) due);
        }
    }

    @Test
    void stretchesAddUpToAllMessages() {
        // Given
        Outcomes outcomes = new Outcomes(400);
        // When
        Stream<Integer> due = Stream.of(0, 1, 2)
                .map(stretch -> timetable.tally(outcomes, 0, stretch).due());
        // Then
        assertThat(due).containsExactly(100, 200, 100);
        assertThat(timetable.seconds()).isEqualTo(8);
    }

    @Test
    void aStretchWithoutARateOrATimeIsRefused() {
        assertThatThrownBy(() -> new Stretch(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stretch(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stretch(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
