package io.openmimc.topic.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Turns turns = new Turns(meters);
    private final List<String> begun = new CopyOnWriteArrayList<>();

    private CompletableFuture<String> take(long topicId, String name, CompletableFuture<String> work) {
        return turns.<String>take(topicId, () -> {
                    begun.add(name);
                    return Uni.createFrom().completionStage(work);
                })
                .subscribeAsCompletionStage();
    }

    private double waiting() {
        return meters.get("topic.changes.waiting").gauge().value();
    }

    private void awaitEmpty() {
        await().atMost(SOON).until(() -> waiting() == 0);
    }

    @Test
    void changesOfOneTopicBeginInTheirOrderAndOthersAtOnce() {
        // Given
        var first = new CompletableFuture<String>();
        var second = new CompletableFuture<String>();
        // When
        var one = take(1, "first", first);
        var two = take(1, "second", second);
        var other = take(2, "other", CompletableFuture.completedFuture("done"));
        // Then
        assertThat(begun).containsExactly("first", "other");
        assertThat(other).isCompletedWithValue("done");
        assertThat(waiting()).isEqualTo(2);
        first.completeExceptionally(new IllegalStateException("failed"));
        assertThat(one).isCompletedExceptionally();
        await().atMost(SOON).until(() -> begun.equals(List.of("first", "other", "second")));
        second.complete("done");
        assertThat(two).succeedsWithin(SOON).isEqualTo("done");
        awaitEmpty();
    }

    @Test
    void whoGivesUpWaitingHoldsUpNobody() {
        // Given
        var first = new CompletableFuture<String>();
        take(1, "first", first);
        var impatient = take(1, "second", new CompletableFuture<>());
        var third = take(1, "third", CompletableFuture.completedFuture("done"));
        // When
        impatient.cancel(true);
        first.complete("done");
        // Then
        assertThat(third).succeedsWithin(SOON).isEqualTo("done");
        assertThat(begun).containsExactly("first", "third");
        awaitEmpty();
    }

    @Test
    void tooManyAtOnceAreRefused() {
        // Given
        var first = new CompletableFuture<String>();
        take(1, "first", first);
        for (int i = 1; i < Turns.MAX_WAITING; i++) {
            take(1, "more", CompletableFuture.completedFuture("done"));
        }
        // When
        var refused = take(1, "one too many", CompletableFuture.completedFuture("done"));
        // Then
        assertThat(Failures.is(refused.handle((done, failure) -> failure).join(), ErrorCode.UNAVAILABLE))
                .isTrue();
        first.complete("done");
        awaitEmpty();
        assertThat(begun).hasSize(Turns.MAX_WAITING).doesNotContain("one too many");
    }
}
