package io.openmimc.kit.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final Questions.Limits LIMITS = new Questions.Limits(4, 100, 1_000, Duration.ofSeconds(2));

    private record Call(List<String> keys, CompletableFuture<List<String>> answers) {
        void answer() {
            answers.complete(keys.stream().map(QuestionsTest::answer).toList());
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private long nanos;
    /** Those go together whose keys begin with the same letter. */
    private final Questions<String, String> questions =
            new Questions<>("the-service", LIMITS, key -> key.charAt(0), this::call, () -> nanos);

    private CompletableFuture<List<String>> call(List<String> keys) {
        calls.add(new Call(keys, new CompletableFuture<>()));
        return calls.get(calls.size() - 1).answers;
    }

    private static String answer(String key) {
        return "answer to " + key;
    }

    private List<CompletableFuture<String>> ask(int count) {
        return IntStream.range(0, count).mapToObj(i -> questions.ask("k" + i)).toList();
    }

    @Test
    void aQuestionGoesAtOnceAndThoseThatWaitGoTogether() {
        // Given
        var first = ask(LIMITS.calls()).get(0);
        // When
        var waiting = List.of(questions.ask("x"), questions.ask("xx"));
        assertThat(calls).hasSize(LIMITS.calls());
        calls.get(0).answer();
        // Then
        assertThat(first).isCompletedWithValue("answer to k0");
        assertThat(calls).hasSize(LIMITS.calls() + 1);
        assertThat(calls.get(LIMITS.calls()).keys()).containsExactly("x", "xx");
        calls.get(LIMITS.calls()).answer();
        assertThat(waiting.stream().map(CompletableFuture::join)).containsExactly("answer to x", "answer to xx");
    }

    @Test
    void aCallAsksForNoMoreThanIsAnswered() {
        // Given
        ask(LIMITS.calls() + LIMITS.keys() + 1);
        // When
        calls.get(0).answer();
        calls.get(1).answer();
        // Then
        assertThat(calls.get(LIMITS.calls()).keys()).hasSize(LIMITS.keys());
        assertThat(calls.get(LIMITS.calls() + 1).keys()).hasSize(1);
    }

    @Test
    void whatHasNothingInCommonIsAskedForInCallsOfItsOwnAndFailsByItself() {
        // Given
        ask(LIMITS.calls());
        var a = questions.ask("a");
        var b = questions.ask("b");
        // When
        calls.get(0).answer();
        // Then
        assertThat(calls.get(LIMITS.calls()).keys()).containsExactly("a");
        assertThat(calls.get(LIMITS.calls() + 1).keys()).containsExactly("b");
        calls.get(LIMITS.calls()).answers().completeExceptionally(new ImException(ErrorCode.NOT_FOUND, "no such a"));
        calls.get(LIMITS.calls() + 1).answer();
        assertThat(refused(a, ErrorCode.NOT_FOUND)).isTrue();
        assertThat(b).isCompletedWithValue("answer to b");
    }

    @Test
    void aCallThatFailsFailsItsOwnQuestions() {
        // Given
        var first = ask(LIMITS.calls()).get(0);
        var waiting = questions.ask("x");
        // When
        calls.get(0).answers().completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        calls.get(LIMITS.calls()).answer();
        // Then
        assertThat(refused(first, ErrorCode.UNAVAILABLE)).isTrue();
        assertThat(waiting).isCompletedWithValue("answer to x");
    }

    @Test
    void whatHasWaitedForTooLongIsRefusedAndNotAskedFor() {
        // Given
        ask(LIMITS.calls());
        var late = questions.ask("late");
        nanos += LIMITS.patience().toNanos();
        var inTime = questions.ask("l");
        nanos++;
        // When
        calls.get(0).answer();
        // Then
        assertThat(refused(late, ErrorCode.UNAVAILABLE)).isTrue();
        assertThat(calls.get(LIMITS.calls()).keys()).containsExactly("l");
        assertThat(inTime).isNotDone();
    }

    @Test
    void moreThanMayWaitAreRefused() {
        // Given
        ask(LIMITS.calls() + LIMITS.waiting());
        // When
        var beyond = questions.ask("beyond");
        // Then
        assertThat(refused(beyond, ErrorCode.UNAVAILABLE)).isTrue();
        calls.get(0).answer();
        assertThat(questions.ask("again")).isNotDone();
    }

    private static boolean refused(CompletableFuture<String> answer, ErrorCode code) {
        return answer.handle((done, failure) -> failure != null && Failures.is(failure, code))
                .getNow(false);
    }

    @Test
    void aCallThatThrowsOrAnswersTooFewFailsItsQuestionsAndHoldsUpNoOthers() {
        // Given
        Questions<String, String> faulty = new Questions<>(
                "the-service",
                new Questions.Limits(1, 100, 1_000, Duration.ofSeconds(2)),
                key -> key,
                keys -> {
                    if (keys.contains("throws")) {
                        throw new IllegalStateException("broken");
                    }
                    return CompletableFuture.completedFuture(keys.contains("few") ? List.of() : List.of("right"));
                },
                () -> nanos);
        // Then
        assertThat(faulty.ask("throws")).isCompletedExceptionally();
        assertThat(faulty.ask("few")).isCompletedExceptionally();
        assertThat(faulty.ask("x")).isCompletedWithValue("right");
    }
}
