package io.openmimc.kit.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccountDirectoryTest {
    private final List<List<String>> asked = new ArrayList<>();
    private final List<Boolean> creating = new ArrayList<>();
    private final List<CompletableFuture<List<FoundAccount>>> answers = new ArrayList<>();
    private final AccountDirectory accounts = new AccountDirectory((appId, names, create) -> {
        asked.add(List.copyOf(names));
        creating.add(create);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    });

    /** Answers a call with accounts that stay. */
    private void answer(int call, Long... uuids) {
        answers.get(call)
                .complete(
                        Stream.of(uuids).map(uuid -> new FoundAccount(uuid, 0)).toList());
    }

    private void answerTemporary(int call, long uuid, Duration lives) {
        answers.get(call).complete(List.of(new FoundAccount(uuid, lives.toMillis())));
    }

    private static AccountRef alice(long uuid) {
        return AccountRef.newBuilder().setUuid(uuid).setAccount("alice").build();
    }

    @Test
    void manyAskersOfOneAccountMakeOneCall() {
        // When
        var first = accounts.uuid(1, "alice").toCompletableFuture();
        var second = accounts.uuid(1, "alice").toCompletableFuture();
        answer(0, 7L);
        // Then
        assertThat(first.join()).isEqualTo(7);
        assertThat(second.join()).isEqualTo(7);
        assertThat(accounts.uuid(1, "alice").toCompletableFuture().join()).isEqualTo(7);
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAccountOfAnotherAppIsAnotherAccount() {
        // Given
        accounts.uuid(1, "alice");
        answer(0, 7L);
        // When
        var other = accounts.uuid(2, "alice").toCompletableFuture();
        answer(1, 8L);
        // Then
        assertThat(other.join()).isEqualTo(8);
    }

    @Test
    void aFailureIsNotKept() {
        // Given
        var failed = accounts.uuid(1, "alice").toCompletableFuture();
        answers.get(0).completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        // When
        var again = accounts.uuid(1, "alice").toCompletableFuture();
        answer(1, 7L);
        // Then
        assertThat(failed).isCompletedExceptionally();
        assertThat(again.join()).isEqualTo(7);
    }

    @Test
    void absentAccountsAreMissingAndAskedForAgain() {
        // Given
        var first = accounts.find(1, List.of("alice", "nobody")).toCompletableFuture();
        answer(0, 7L, 0L);
        // When
        var second = accounts.find(1, List.of("alice", "nobody")).toCompletableFuture();
        answer(1, 0L);
        // Then
        assertThat(first.join()).isEqualTo(Map.of("alice", 7L));
        assertThat(second.join()).isEqualTo(Map.of("alice", 7L));
        assertThat(asked.get(1)).containsExactly("nobody");
    }

    @Test
    void manyAccountsAreLookedUpAThousandAtATime() {
        // Given
        List<String> names =
                IntStream.range(0, 2_500).mapToObj(Integer::toString).toList();
        // When
        var found = accounts.find(1, names).toCompletableFuture();
        for (int i = 0; i < 3; i++) {
            answers.get(i)
                    .complete(asked.get(i).stream()
                            .map(n -> new FoundAccount(Long.parseLong(n) + 1, 0))
                            .toList());
        }
        // Then
        assertThat(found.join()).hasSize(2_500).containsEntry("2499", 2_500L);
        assertThat(asked).extracting(List::size).containsExactly(1_000, 1_000, 500);
    }

    @Test
    void aBatchThatMayCreateIsAskedForOnce() {
        // When
        var first = accounts.uuids(1, List.of("alice", "bob", "alice")).toCompletableFuture();
        answer(0, 7L, 8L);
        var second = accounts.uuids(1, List.of("bob", "alice")).toCompletableFuture();
        // Then
        assertThat(first.join()).isEqualTo(Map.of("alice", 7L, "bob", 8L));
        assertThat(second.join()).isEqualTo(Map.of("alice", 7L, "bob", 8L));
        assertThat(asked).containsExactly(List.of("alice", "bob"));
        assertThat(creating).containsExactly(true);
    }

    @Test
    void aNameThatIsNoneIsRefusedWithoutACall() {
        // When
        var refused = accounts.uuid(1, "a\nb").toCompletableFuture();
        // Then
        assertThat(Failures.is(refused.handle((v, e) -> e).join(), ErrorCode.BAD_REQUEST))
                .isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void aTemporaryAccountIsKeptWhileItLives() {
        // Given
        accounts.uuid(1, "alice");
        answerTemporary(0, 7, Duration.ofMinutes(1));
        // When
        var again = accounts.account(1, "alice").toCompletableFuture().join();
        // Then
        assertThat(again.uuid()).isEqualTo(7);
        assertThat(again.temporary()).isTrue();
    }

    @Test
    void aTemporaryAccountIsForgottenWhenItsTimeIsUp() {
        // When
        accounts.uuid(1, "alice");
        answerTemporary(0, 7, Duration.ofMillis(1));
        // Then
        await().until(() -> !accounts.uuid(1, "alice").toCompletableFuture().isDone());
        answer(1, 8L);
        assertThat(accounts.uuid(1, "alice").toCompletableFuture().join()).isEqualTo(8);
    }

    @Test
    void anAccountThatIsGoneIsForgottenAtOnce() {
        // Given
        accounts.uuid(1, "alice");
        answer(0, 7L);
        // When
        accounts.gone(1, alice(7));
        // Then
        accounts.uuid(1, "alice");
        assertThat(asked).hasSize(2);
    }

    @Test
    void theAccountThatHasTheNameNowStays() {
        // Given
        accounts.uuid(1, "alice");
        answer(0, 8L);
        // When
        accounts.gone(1, alice(7));
        // Then
        assertThat(accounts.uuid(1, "alice").toCompletableFuture().join()).isEqualTo(8);
    }

    @Test
    void anAnswerThatWasOnItsWayWhenTheAccountWentIsNotKept() {
        // Given
        var before = accounts.uuid(1, "alice").toCompletableFuture();
        // When
        accounts.gone(1, alice(7));
        answer(0, 7L);
        // Then
        assertThat(before.join()).isEqualTo(7);
        assertThat(accounts.uuid(1, "alice").toCompletableFuture()).isNotDone();
    }

    @Test
    void afterAnInterruptionOfTheEventsOnlyTemporaryAccountsAreAskedForAgain() {
        // Given
        accounts.uuid(1, "alice");
        answer(0, 7L);
        accounts.uuid(1, "guest");
        answerTemporary(1, 9, Duration.ofMinutes(1));
        // When
        accounts.forgetTemporary();
        // Then
        assertThat(accounts.uuid(1, "alice").toCompletableFuture().join()).isEqualTo(7);
        assertThat(accounts.uuid(1, "guest").toCompletableFuture()).isNotDone();
    }

    @Test
    void anAnswerAboutManyThatAnEndOvertookIsNotKept() {
        // Given
        var asking = accounts.uuids(1, List.of("alice")).toCompletableFuture();
        // When
        accounts.gone(1, alice(7));
        answerTemporary(0, 7, Duration.ofHours(1));
        // Then
        assertThat(asking.join()).containsEntry("alice", 7L);
        var now = accounts.uuid(1, "alice").toCompletableFuture();
        answerTemporary(1, 8, Duration.ofHours(1));
        assertThat(now.join()).isEqualTo(8);
    }

    @Test
    void anAnswerAboutManyThatAnInterruptionOvertookIsNotKept() {
        // Given
        var asking = accounts.uuids(1, List.of("alice")).toCompletableFuture();
        // When
        accounts.forgetTemporary();
        answerTemporary(0, 7, Duration.ofHours(1));
        // Then
        assertThat(asking.join()).containsEntry("alice", 7L);
        assertThat(accounts.uuid(1, "alice").toCompletableFuture()).isNotDone();
        assertThat(asked).hasSize(2);
    }
}
