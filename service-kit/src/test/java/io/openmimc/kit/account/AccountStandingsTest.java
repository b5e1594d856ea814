package io.openmimc.kit.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountStandingsTest {
    private static final long MALLORY = 7;

    private final List<CompletableFuture<Standing>> asked = new ArrayList<>();
    private @Nullable Object stream = new Object();
    private long nanos;
    private final AccountStandings standings = new AccountStandings(
            uuid -> {
                asked.add(new CompletableFuture<>());
                return asked.get(asked.size() - 1);
            },
            () -> stream,
            () -> nanos);

    private static Standing banned(long version) {
        return new Standing(version, true, 0, false);
    }

    private void tell(Standing standing) {
        standings.changed(AccountChanged.newBuilder()
                .setAccount(AccountRef.newBuilder().setUuid(MALLORY))
                .setChange(AccountChanged.Change.STANDING)
                .setStanding(io.openmimc.proto.events.Standing.newBuilder()
                        .setVersion(standing.version())
                        .setBanned(standing.banned())
                        .setTokenGeneration(standing.tokenGeneration()))
                .build());
    }

    private CompletableFuture<Standing> ask() {
        return standings.of(MALLORY).toCompletableFuture();
    }

    private void answer(Standing standing) {
        asked.get(asked.size() - 1).complete(standing);
    }

    private void fail() {
        asked.get(asked.size() - 1).completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
    }

    @Test
    void anAnswerIsBelievedUntilAnEventTellsOtherwise() {
        var first = ask();
        answer(Standing.GOOD);
        assertThat(first).isCompletedWithValue(Standing.GOOD);
        assertThat(ask()).isCompletedWithValue(Standing.GOOD);
        tell(banned(1));
        assertThat(ask()).isCompletedWithValue(banned(1));
        assertThat(asked).hasSize(1);
    }

    @Test
    void anEventThatOvertakesAnAnswerWinsAndALateOneDoesNot() {
        var first = ask();
        tell(banned(2));
        answer(Standing.GOOD);
        assertThat(first).isCompletedWithValue(banned(2));
        tell(new Standing(1, false, 0, false));
        assertThat(ask()).isCompletedWithValue(banned(2));
    }

    @Test
    void afterAGapItIsAskedForAgain() {
        ask();
        answer(Standing.GOOD);
        stream = new Object();
        var second = ask();
        answer(banned(1));
        assertThat(second).isCompletedWithValue(banned(1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void withoutEventsEveryQuestionIsAsked() {
        stream = null;
        ask();
        answer(Standing.GOOD);
        ask();
        assertThat(asked).hasSize(2);
    }

    @Test
    void anAnswerFromBeforeAGapIsNotBelievedAfterIt() {
        ask();
        stream = new Object();
        answer(Standing.GOOD);
        ask();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whileAccountServiceIsAwayTheUnknownAreAssumedGoodAndTheBannedStayBanned() {
        // Given
        ask();
        answer(banned(1));
        stream = new Object();
        // When
        var banned = ask();
        var unknown = standings.of(8).toCompletableFuture();
        fail();
        asked.get(1).completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        // Then
        assertThat(banned).isCompletedWithValue(banned(1).asAssumed());
        assertThat(unknown).isCompletedWithValue(Standing.UNKNOWN);
        // When: nobody waits for it again so soon
        assertThat(ask()).isCompletedWithValue(banned(1).asAssumed());
        assertThat(asked).hasSize(3);
        nanos += AccountStandings.FAILED_FOR.toNanos();
        ask();
        assertThat(asked).hasSize(4);
    }

    @Test
    void manyWhoAskAtOnceAreOneQuestion() {
        var first = ask();
        var second = ask();
        answer(banned(1));
        assertThat(first).isCompletedWithValue(banned(1));
        assertThat(second).isCompletedWithValue(banned(1));
        assertThat(asked).hasSize(1);
    }
}
