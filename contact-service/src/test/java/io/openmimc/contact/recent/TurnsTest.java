package io.openmimc.contact.recent;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<Integer> begun = new ArrayList<>();
    private final List<CompletableFuture<Integer>> work = new ArrayList<>();

    private CompletionStage<Integer> ask(Turns turns, int number) {
        return turns.run(() -> {
            begun.add(number);
            work.add(new CompletableFuture<>());
            return work.get(work.size() - 1);
        });
    }

    @Test
    void soManyAreAtWorkAndTheOthersFollowInTheirOrder() {
        // Given
        Turns turns = new Turns(2, 10);
        for (int i = 0; i < 5; i++) {
            ask(turns, i);
        }
        assertThat(begun).containsExactly(0, 1);
        // When
        work.get(1).complete(1);
        work.get(0).completeExceptionally(new IllegalStateException("a fault"));
        // Then
        assertThat(begun).containsExactly(0, 1, 2, 3);
        assertThat(turns.waiting()).isOne();
    }

    @Test
    void whoFindsTooManyWaitingIsRefused() {
        // Given
        Turns turns = new Turns(1, 1);
        ask(turns, 0);
        ask(turns, 1);
        // When
        var third = ask(turns, 2).toCompletableFuture();
        // Then
        assertThat(third).isCompletedExceptionally();
        assertThat(Failures.is(third.handle((done, failure) -> failure).join(), ErrorCode.UNAVAILABLE))
                .isTrue();
        assertThat(begun).containsExactly(0);
    }

    @Test
    void whatThrowsGivesItsTurnOn() {
        // Given
        Turns turns = new Turns(1, 10);
        // When
        CompletionStage<Integer> broken = turns.run(() -> {
            throw new IllegalStateException("a fault");
        });
        ask(turns, 1);
        // Then
        assertThat(broken.toCompletableFuture()).isCompletedExceptionally();
        assertThat(begun).containsExactly(1);
    }

    @Test
    void manyThatFailAtOnceDoNotPileUpOnTheStack() {
        // Given
        Turns turns = new Turns(1, 100_000);
        CompletionStage<Integer> first = ask(turns, 0);
        List<CompletionStage<Integer>> others = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            others.add(turns.run(() -> CompletableFuture.failedStage(new IllegalStateException("a fault"))));
        }
        // When
        work.get(0).complete(0);
        // Then
        assertThat(first.toCompletableFuture().join()).isZero();
        assertThat(others).allMatch(each -> each.toCompletableFuture().isCompletedExceptionally());
    }
}
