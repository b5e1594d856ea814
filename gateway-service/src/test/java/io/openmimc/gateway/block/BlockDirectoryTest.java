package io.openmimc.gateway.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlockDirectoryTest {
    private static final long ALICE = 7;
    private static final long BOB = 8;

    private final Deque<CompletableFuture<Blocked>> calls = new ArrayDeque<>();
    private Object unbroken = new Object();
    private long nowNanos;
    private final BlockDirectory blocks = new BlockDirectory(
            uuid -> {
                calls.add(new CompletableFuture<>());
                return calls.getLast();
            },
            () -> unbroken,
            () -> nowNanos);

    private CompletableFuture<Boolean> asked() {
        return blocks.hasBlocked(ALICE, BOB).toCompletableFuture();
    }

    private void answer(long... uuids) {
        calls.getLast().complete(blocked(uuids));
    }

    private static Blocked blocked(long... uuids) {
        return Blocked.of(Arrays.stream(uuids).boxed().toList());
    }

    private void told(AccountChanged.Change change) {
        blocks.changed(AccountChanged.newBuilder()
                .setAccount(AccountRef.newBuilder().setUuid(ALICE))
                .setChange(change)
                .build());
    }

    @Test
    void theBlockedAreFoundAndOthersAreNot() {
        // Given
        Blocked some = blocked(9, 3, 5);
        // Then
        assertThat(LongStream.rangeClosed(0, 10).filter(some::contains)).containsExactly(3L, 5L, 9L);
        assertThat(blocked()).isSameAs(blocked());
    }

    @Test
    void manyAskersMakeOneCallAndItsAnswerIsKept() {
        // When
        var first = asked();
        var second = asked();
        answer(BOB);
        // Then
        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
        assertThat(asked().join()).isTrue();
        assertThat(blocks.hasBlocked(ALICE, 9).toCompletableFuture().join()).isFalse();
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatIsKeptEndsWithTheEventOfItsChange() {
        // Given
        asked();
        answer();
        // When
        told(AccountChanged.Change.CHANGED);
        var again = asked();
        answer(BOB);
        // Then
        assertThat(again.join()).isTrue();
        assertThat(calls).hasSize(2);
    }

    @Test
    void whatIsKeptEndsWithItsAccount() {
        // Given
        asked();
        answer(BOB);
        // When
        told(AccountChanged.Change.DELETED);
        // Then
        assertThat(asked()).isNotDone();
    }

    @Test
    void anAnswerThatAnEventOvertookIsNotKept() {
        // Given
        var early = asked();
        // When
        told(AccountChanged.Change.CHANGED);
        var late = asked();
        calls.getFirst().complete(blocked());
        // Then
        assertThat(early.join()).isFalse();
        assertThat(late).isNotDone();
        answer(BOB);
        assertThat(late.join()).isTrue();
        assertThat(asked().join()).isTrue();
        assertThat(calls).hasSize(2);
    }

    @Test
    void aGapInTheEventsForgetsWhatIsKeptAndWhatIsOnItsWay() {
        // Given
        blocks.hasBlocked(BOB, ALICE);
        answer();
        var early = asked();
        // When
        unbroken = null;
        blocks.interrupted();
        unbroken = new Object();
        calls.getLast().complete(blocked());
        // Then
        assertThat(early.join()).isFalse();
        assertThat(asked()).isNotDone();
        assertThat(blocks.hasBlocked(BOB, ALICE).toCompletableFuture()).isNotDone();
    }

    @Test
    void anAnswerThatWasAskedForBeforeTheGapIsNotKeptHoweverItRaces() {
        // Given
        var early = asked();
        // When
        unbroken = new Object(); // another stretch; whoever forgets has not been here yet
        answer();
        // Then
        assertThat(early.join()).isFalse();
        assertThat(asked()).isNotDone();
    }

    @Test
    void whileEventsAreNotFollowedEachAsks() {
        // Given
        unbroken = null;
        asked();
        answer();
        // When
        var again = asked();
        // Then
        assertThat(again).isNotDone();
        answer(BOB);
        assertThat(again.join()).isTrue();
        assertThat(calls).hasSize(2);
    }

    @Test
    void aCallThatBeganTooLongAgoIsNotJoined() {
        // Given
        asked();
        nowNanos += BlockDirectory.JOINABLE.toNanos();
        // When
        var late = asked();
        answer(BOB);
        calls.getFirst().complete(blocked());
        // Then
        assertThat(late.join()).isTrue();
        assertThat(asked().join()).isTrue();
    }

    @Test
    void aFailureIsForThoseWhoWaitAndIsNotKept() {
        // Given
        var failing = asked();
        // When
        calls.getLast().completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        // Then
        assertThat(failing.handle((done, failure) -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                        .join())
                .isTrue();
        var again = asked();
        answer(BOB);
        assertThat(again.join()).isTrue();
    }
}
