package io.openmimc.kit.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExistingAccountsTest {
    private final List<List<Long>> asked = new ArrayList<>();
    private final List<CompletableFuture<Set<Long>>> calls = new ArrayList<>();
    private final ExistingAccounts accounts = new ExistingAccounts((appId, uuids) -> {
        asked.add(uuids);
        calls.add(new CompletableFuture<>());
        return calls.get(calls.size() - 1);
    });

    private CompletableFuture<Boolean> exists() {
        return accounts.exists(1, 7).toCompletableFuture();
    }

    @Test
    void manyAskersMakeOneCall() {
        // When
        var first = exists();
        var second = exists();
        calls.get(0).complete(Set.of(7L));
        // Then
        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
        assertThat(exists().join()).isTrue();
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatIsKnownOfAUuidInOneAppSaysNothingOfItInAnother() {
        // Given
        exists();
        calls.get(0).complete(Set.of(7L));
        // When
        var elsewhere = accounts.exists(2, 7).toCompletableFuture();
        calls.get(1).complete(Set.of());
        // Then
        assertThat(elsewhere.join()).isFalse();
        assertThat(exists().join()).isTrue();
    }

    @Test
    void theEventOfItsEndIsBelievedAtOnce() {
        // Given
        exists();
        calls.get(0).complete(Set.of(7L));
        // When
        accounts.gone(1, 7);
        // Then
        assertThat(exists().join()).isFalse();
        assertThat(calls).hasSize(1);
    }

    @Test
    void anAnswerThatAnEventOvertookIsNotKept() {
        // Given
        exists();
        // When
        accounts.gone(1, 7);
        calls.get(0).complete(Set.of(7L));
        // Then
        assertThat(exists().join()).isFalse();
    }

    @Test
    void afterAnInterruptionOfTheEventsItIsAskedAgain() {
        // Given
        exists();
        calls.get(0).complete(Set.of(7L));
        // When
        accounts.forget();
        // Then
        assertThat(exists()).isNotDone();
        assertThat(calls).hasSize(2);
    }

    @Test
    void aFailureIsNotKept() {
        // Given
        var failed = exists();
        calls.get(0).completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        // When
        var again = exists();
        calls.get(1).complete(Set.of(7L));
        // Then
        assertThat(Failures.is(failed.handle((v, e) -> e).join(), ErrorCode.UNAVAILABLE))
                .isTrue();
        assertThat(again.join()).isTrue();
    }

    @Test
    void ofManyOnlyThoseThatAreNotKnownAreAskedFor() {
        // Given
        exists();
        calls.get(0).complete(Set.of(7L));
        // When
        var found = accounts.of(1, List.of(6L, 7L, 8L)).toCompletableFuture();
        calls.get(1).complete(Set.of(8L));
        // Then
        assertThat(found.join()).containsExactlyInAnyOrder(7L, 8L);
        assertThat(asked.get(1)).containsExactlyInAnyOrder(6L, 8L);
    }

    @Test
    void manyAreAskedForAThousandAtATime() {
        // When
        var found = accounts.of(1, LongStream.rangeClosed(1, 1_500).boxed().toList())
                .toCompletableFuture();
        calls.get(0).complete(Set.copyOf(asked.get(0)));
        calls.get(1).complete(Set.of());
        // Then
        assertThat(asked).extracting(List::size).containsExactly(1_000, 500);
        assertThat(found.join()).hasSize(1_000);
    }
}
