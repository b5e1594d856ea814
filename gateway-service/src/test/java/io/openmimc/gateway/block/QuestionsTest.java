package io.openmimc.gateway.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private record Call(List<Long> uuids, CompletableFuture<Map<Long, Blocked>> answer) {}

    private final List<Call> calls = new ArrayList<>();
    private final Questions questions = new Questions(uuids -> {
        calls.add(new Call(uuids, new CompletableFuture<>()));
        return calls.get(calls.size() - 1).answer();
    });

    private List<CompletableFuture<Blocked>> ask(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(uuid -> questions.ask(uuid).toCompletableFuture())
                .toList();
    }

    @Test
    void aQuestionGoesAtOnceAndThoseThatWaitGoTogether() {
        // Given
        var first = ask(1, 1).get(0);
        ask(2, Questions.MOST_CALLS);
        // When
        var waiting = ask(100, 102);
        assertThat(calls).hasSize(Questions.MOST_CALLS);
        calls.get(0).answer().complete(Map.of(1L, Blocked.of(List.of(7L))));
        // Then
        assertThat(first.join().contains(7)).isTrue();
        assertThat(calls).hasSize(Questions.MOST_CALLS + 1);
        assertThat(calls.get(Questions.MOST_CALLS).uuids()).containsExactly(100L, 101L, 102L);
        calls.get(Questions.MOST_CALLS).answer().complete(Map.of(101L, Blocked.of(List.of(8L))));
        assertThat(waiting.stream().map(answer -> answer.join().contains(8))).containsExactly(false, true, false);
    }

    @Test
    void aCallAsksForNoMoreThanIsAnswered() {
        // Given
        ask(1, Questions.MOST_CALLS);
        ask(1_000, 1_000 + Questions.MOST_UUIDS);
        // When
        calls.get(0).answer().complete(Map.of());
        calls.get(1).answer().complete(Map.of());
        // Then
        assertThat(calls.get(Questions.MOST_CALLS).uuids()).hasSize(Questions.MOST_UUIDS);
        assertThat(calls.get(Questions.MOST_CALLS + 1).uuids()).hasSize(1);
    }

    @Test
    void aCallThatFailsFailsItsOwnQuestions() {
        // Given
        var first = ask(1, Questions.MOST_CALLS).get(0);
        var waiting = ask(100, 100).get(0);
        // When
        calls.get(0).answer().completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        calls.get(Questions.MOST_CALLS).answer().complete(Map.of());
        // Then
        assertThat(refused(first)).isTrue();
        assertThat(waiting.join()).isSameAs(Blocked.NOBODY);
    }

    @Test
    void moreThanMayWaitAreRefused() {
        // Given
        ask(1, Questions.MOST_CALLS + Questions.MOST_WAITING);
        // When
        var beyond = ask(1, 1).get(0);
        // Then
        assertThat(refused(beyond)).isTrue();
        assertThat(calls).hasSize(Questions.MOST_CALLS);
    }

    private static boolean refused(CompletableFuture<Blocked> answer) {
        return answer.handle((done, failure) -> failure != null && Failures.is(failure, ErrorCode.UNAVAILABLE))
                .join();
    }
}
