package io.openmimc.kit.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccountDirectoryTest {
    private final List<List<String>> asked = new ArrayList<>();
    private final List<Boolean> creating = new ArrayList<>();
    private final List<CompletableFuture<List<Long>>> answers = new ArrayList<>();
    private final AccountDirectory accounts = new AccountDirectory((appId, names, create) -> {
        asked.add(List.copyOf(names));
        creating.add(create);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    });

    @Test
    void manyAskersOfOneAccountMakeOneCall() {
        // When
        var first = accounts.uuid(1, "alice").toCompletableFuture();
        var second = accounts.uuid(1, "alice").toCompletableFuture();
        answers.get(0).complete(List.of(7L));
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
        answers.get(0).complete(List.of(7L));
        // When
        var other = accounts.uuid(2, "alice").toCompletableFuture();
        answers.get(1).complete(List.of(8L));
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
        answers.get(1).complete(List.of(7L));
        // Then
        assertThat(failed).isCompletedExceptionally();
        assertThat(again.join()).isEqualTo(7);
    }

    @Test
    void absentAccountsAreMissingAndAskedForAgain() {
        // Given
        var first = accounts.find(1, List.of("alice", "nobody")).toCompletableFuture();
        answers.get(0).complete(List.of(7L, 0L));
        // When
        var second = accounts.find(1, List.of("alice", "nobody")).toCompletableFuture();
        answers.get(1).complete(List.of(0L));
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
                            .map(n -> Long.parseLong(n) + 1)
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
        answers.get(0).complete(List.of(7L, 8L));
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
}
