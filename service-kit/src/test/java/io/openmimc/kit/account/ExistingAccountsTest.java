package io.openmimc.kit.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExistingAccountsTest {
    private final List<CompletableFuture<Boolean>> calls = new ArrayList<>();
    private final ExistingAccounts accounts = new ExistingAccounts((appId, uuid) -> {
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
        calls.get(0).complete(true);
        // Then
        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
        assertThat(exists().join()).isTrue();
        assertThat(calls).hasSize(1);
    }

    @Test
    void theEventOfItsEndIsBelievedAtOnce() {
        // Given
        exists();
        calls.get(0).complete(true);
        // When
        accounts.gone(7);
        // Then
        assertThat(exists().join()).isFalse();
        assertThat(calls).hasSize(1);
    }

    @Test
    void anAnswerThatAnEventOvertookIsNotKept() {
        // Given
        exists();
        // When
        accounts.gone(7);
        calls.get(0).complete(true);
        // Then
        assertThat(exists().join()).isFalse();
    }

    @Test
    void afterAnInterruptionOfTheEventsItIsAskedAgain() {
        // Given
        exists();
        calls.get(0).complete(true);
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
        calls.get(1).complete(true);
        // Then
        assertThat(Failures.is(failed.handle((v, e) -> e).join(), ErrorCode.UNAVAILABLE))
                .isTrue();
        assertThat(again.join()).isTrue();
    }
}
