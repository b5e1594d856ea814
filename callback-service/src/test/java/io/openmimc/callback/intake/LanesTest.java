package io.openmimc.callback.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes lanes = new Lanes();

    @Test
    void workOfOneKeyWaitsForWhatCameBeforeAndNotForOtherKeys() {
        // Given
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> first = lanes.after(1, () -> slow);
        // When
        CompletableFuture<String> second = lanes.after(1, () -> CompletableFuture.completedStage("second"));
        CompletableFuture<String> other = lanes.after(2, () -> CompletableFuture.completedStage("other"));
        // Then
        assertThat(other).isCompletedWithValue("other");
        assertThat(second).isNotDone();
        slow.completeExceptionally(new IllegalStateException("broken"));
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValue("second");
    }

    @Test
    void muchWorkBehindOneSlowPieceIsDoneInItsOrder() {
        // Given: as many records of one topic as a window holds while its roster is looked up, and more
        CompletableFuture<Integer> slow = new CompletableFuture<>();
        var unused = lanes.after(1, () -> slow);
        List<Integer> begun = new ArrayList<>();
        List<CompletableFuture<Integer>> rest = IntStream.range(0, 100_000)
                .mapToObj(i -> lanes.after(1, () -> {
                    begun.add(i);
                    return CompletableFuture.completedStage(i);
                }))
                .toList();
        // When
        slow.complete(0);
        // Then
        assertThat(begun).isSorted().hasSize(100_000);
        assertThat(rest).allMatch(CompletableFuture::isDone);
    }

    @Test
    void workThatThrowsHasFailedAndWhatComesAfterItGoesOn() {
        // Given
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> first = lanes.after(1, () -> slow);
        CompletableFuture<String> broken = lanes.after(1, () -> {
            throw new IllegalStateException("broken");
        });
        CompletableFuture<String> last = lanes.after(1, () -> CompletableFuture.completedStage("last"));
        // When
        slow.complete("first");
        // Then
        assertThat(first).isCompletedWithValue("first");
        assertThat(broken).isCompletedExceptionally();
        assertThat(last).isCompletedWithValue("last");
    }
}
