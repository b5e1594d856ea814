package io.openmimc.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.TopicChanged;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicDirectoryTest {
    private static final TopicKey TOPIC = new TopicKey(1, 100);
    private static final ImException AWAY = new ImException(ErrorCode.UNAVAILABLE, "away");
    private static final ImException UNKNOWN = new ImException(ErrorCode.NOT_FOUND, "no topic 100");

    private record Call(@Nullable Roster known, CompletableFuture<Roster> answer) {}

    private final AtomicLong nanos = new AtomicLong(-1);
    private final Deque<Call> calls = new ArrayDeque<>();
    private final Deque<CompletableFuture<List<Long>>> confirmations = new ArrayDeque<>();
    private final RosterSource source = new RosterSource() {
        @Override
        public CompletableFuture<Roster> load(TopicKey topic, @Nullable Roster known) {
            calls.add(new Call(known, new CompletableFuture<>()));
            return calls.getLast().answer();
        }

        @Override
        public CompletableFuture<List<Long>> versions(List<TopicKey> topics) {
            confirmations.add(new CompletableFuture<>());
            return confirmations.getLast();
        }
    };
    private final TopicDirectory topics = new TopicDirectory(
            source, nanos::get, null, CompletableFuture.completedStage(null), new SimpleMeterRegistry());

    private static Roster version(long version, long... uuids) {
        return new Roster(
                TOPIC,
                version,
                LongStream.of(uuids)
                        .mapToObj(uuid -> AccountRef.newBuilder().setUuid(uuid).build())
                        .toList());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Roster known(long version, long... uuids) {
        var asked = topics.roster(TOPIC, 0).toCompletableFuture();
        calls.getLast().answer().complete(version(version, uuids));
        return asked.join();
    }

    private void tell(long version) throws Exception {
        topics.event(TopicChanged.newBuilder()
                .setAppId(TOPIC.appId())
                .setTopicId(TOPIC.topicId())
                .setVersion(version)
                .build()
                .toByteArray());
    }

    private static ErrorCode refusal(CompletionStage<?> stage) {
        return ((ImException) Failures.cause(
                        stage.toCompletableFuture().handle((v, e) -> e).join()))
                .code();
    }

    @Test
    void aRosterKnowsItsMembers() {
        // Given
        Roster roster = version(1, 7, 3, 5);
        // Then
        assertThat(roster.members()).extracting(AccountRef::getUuid).containsExactly(7L, 3L, 5L);
        assertThat(LongStream.rangeClosed(0, 8).filter(roster::contains)).containsExactly(3L, 5L, 7L);
    }

    @Test
    void manyAskersMakeOneCallAndItsAnswerIsKept() {
        // When
        var first = topics.roster(TOPIC, 0).toCompletableFuture();
        var second = topics.roster(TOPIC, 0).toCompletableFuture();
        calls.getFirst().answer().complete(version(1, 7));
        // Then
        assertThat(first.join()).isSameAs(second.join());
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture().join()).isSameAs(first.join());
        assertThat(calls).hasSize(1);
    }

    @Test
    void anAnswerIsNeverOlderThanPromised() {
        // Given
        known(1, 7, 8);
        pass(TopicDirectory.FRESH_FOR);
        // When
        var asked = topics.roster(TOPIC, 0).toCompletableFuture();
        // Then
        assertThat(asked).isNotDone();
        assertThat(calls.getLast().known()).isNotNull();
        calls.getLast().answer().complete(version(2, 7));
        assertThat(asked.join().contains(8)).isFalse();
    }

    @Test
    void aCallThatBeganTooLongAgoIsNotJoined() {
        // Given
        var early = topics.roster(TOPIC, 0).toCompletableFuture();
        pass(TopicDirectory.FRESH_FOR);
        // When
        var late = topics.roster(TOPIC, 0).toCompletableFuture();
        calls.removeFirst().answer().complete(version(1, 7, 8));
        // Then
        assertThat(early.join().version()).isEqualTo(1);
        assertThat(late).isNotDone();
        calls.removeFirst().answer().complete(version(2, 7));
        assertThat(late.join().version()).isEqualTo(2);
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture().join().version())
                .isEqualTo(2);
    }

    @Test
    void anEventMakesTheNextUseAskAgain() throws Exception {
        // Given
        known(1, 7, 8);
        // When
        tell(2);
        var asked = topics.roster(TOPIC, 0).toCompletableFuture();
        // Then
        assertThat(asked).isNotDone();
        calls.getLast().answer().complete(version(2, 7));
        assertThat(asked.join().version()).isEqualTo(2);
    }

    @Test
    void aVersionThatSomebodyElseHasSeenMakesItAskAgain() {
        // Given
        known(1, 7);
        // When
        var asked = topics.roster(TOPIC, 2).toCompletableFuture();
        // Then
        assertThat(asked).isNotDone();
        calls.getLast().answer().complete(version(2, 7, 8));
        assertThat(asked.join().contains(8)).isTrue();
        assertThat(topics.roster(TOPIC, 2).toCompletableFuture()).isCompleted();
    }

    @Test
    void whoIsNotInTheRosterIsLookedForOnceMore() {
        // Given
        known(1, 7);
        // When
        var cameIn = topics.rosterWith(TOPIC, 8).toCompletableFuture();
        calls.getLast().answer().complete(version(2, 7, 8));
        var stranger = topics.rosterWith(TOPIC, 9);
        calls.getLast().answer().complete(calls.getLast().known());
        // Then
        assertThat(cameIn.join().version()).isEqualTo(2);
        assertThat(refusal(stranger)).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(topics.rosterWith(TOPIC, 8).toCompletableFuture()).isCompleted();
        assertThat(calls).hasSize(3);
    }

    @Test
    void anEventThatIsKnownAlreadyChangesNothing() throws Exception {
        // Given
        known(2, 7);
        // When
        tell(2);
        // Then
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture()).isCompleted();
        assertThat(calls).hasSize(1);
    }

    @Test
    void anAnswerOnItsWayWhenTheEventComesIsNotKept() throws Exception {
        // Given
        var early = topics.roster(TOPIC, 0).toCompletableFuture();
        // When
        tell(2);
        calls.getLast().answer().complete(version(1, 7, 8));
        // Then
        assertThat(early.join().version()).isEqualTo(1); // asked before the event
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture()).isNotDone();
        assertThat(calls).hasSize(2);
    }

    @Test
    void anOlderRosterServesWhileTopicServiceIsAway() {
        // Given
        known(1, 7);
        pass(TopicDirectory.FRESH_FOR);
        // When
        var asked = topics.roster(TOPIC, 0).toCompletableFuture();
        calls.getLast().answer().completeExceptionally(AWAY);
        // Then
        assertThat(asked.join().version()).isEqualTo(1);
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture()).isCompleted();
        assertThat(calls).hasSize(2);
        pass(TopicDirectory.RESPITE);
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture()).isNotDone();
    }

    @Test
    void aRosterThatIsKnownToHaveChangedDoesNotServe() throws Exception {
        // Given
        known(1, 7, 8);
        tell(2);
        // When
        var asked = topics.roster(TOPIC, 0);
        calls.getLast().answer().completeExceptionally(AWAY);
        // Then
        assertThat(refusal(asked)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aRosterIsNotServedForEverWithoutTopicService() {
        // Given
        known(1, 7);
        pass(TopicDirectory.KEPT_FOR);
        // When
        var asked = topics.roster(TOPIC, 0);
        calls.getLast().answer().completeExceptionally(AWAY);
        // Then
        assertThat(refusal(asked)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aTopicThatIsGoneIsForgottenAndNotAskedForAtEveryMessage() {
        // Given
        known(1, 7);
        pass(TopicDirectory.FRESH_FOR);
        // When
        var asked = topics.roster(TOPIC, 0);
        calls.getLast().answer().completeExceptionally(UNKNOWN);
        // Then
        assertThat(refusal(asked)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(topics.roster(TOPIC, 0))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(calls).hasSize(2);
    }

    @Test
    void rostersInUseAreConfirmedManyAtOnceAndNeedNoCallOfTheirOwn() {
        // Given
        var entry = new RosterEntry(version(3, 7), nanos.get());
        var other = new RosterEntry(new Roster(new TopicKey(1, 101), 5, List.of()), nanos.get());
        var idle = new RosterEntry(version(3, 7), nanos.get() - RosterConfirmation.IN_USE.toNanos());
        try (var confirmation = new RosterConfirmation(source, nanos::get, List.of(entry, other, idle))) {
            pass(Duration.ofMillis(500));
            // When
            var confirmed = confirmation.confirm().toCompletableFuture();
            pass(Duration.ofMillis(300));
            confirmations.getLast().complete(List.of(3L, 6L));
            // Then
            assertThat(confirmed).isCompleted();
            pass(Duration.ofMillis(599)); // 899 after the call began
            assertThat(entry.confirmed(nanos.get())).isTrue();
            pass(Duration.ofMillis(1));
            assertThat(entry.confirmed(nanos.get())).isFalse();
            assertThat(other.confirmed(nanos.get())).isFalse();
            assertThat(confirmations).hasSize(1);
        }
    }

    @Test
    void aFailedConfirmationLeavesRostersAsTheyAre() {
        // Given
        var entry = new RosterEntry(version(3, 7), nanos.get());
        try (var confirmation = new RosterConfirmation(source, nanos::get, List.of(entry))) {
            // When
            var confirmed = confirmation.confirm().toCompletableFuture();
            confirmations.getLast().completeExceptionally(AWAY);
            // Then
            assertThat(confirmed).isCompleted();
            assertThat(entry.confirmed(nanos.get())).isTrue();
        }
    }

    @Test
    void anAnswerThatALaterOneAndAnEventOvertookTakesNothingAway() throws Exception {
        // Given
        var early = topics.roster(TOPIC, 0).toCompletableFuture();
        Call overtaken = calls.getLast();
        tell(2);
        known(2, 7);
        // When
        overtaken.answer().completeExceptionally(UNKNOWN);
        // Then
        assertThat(refusal(early)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(topics.roster(TOPIC, 0).toCompletableFuture()).isCompletedWithValueMatching(r -> r.version() == 2);
    }

    @Test
    void anAnswerIsNeverKeptOnceAnEventHasToldOfANewerVersionWhateverTheirThreadsDo() throws Exception {
        // Given
        CyclicBarrier start = new CyclicBarrier(2);
        CyclicBarrier end = new CyclicBarrier(2);
        int rounds = 20_000;
        AtomicReference<Call> call = new AtomicReference<>();
        Thread answering = new Thread(() -> {
            for (int i = 0; i < rounds; i++) {
                pass(start);
                call.get().answer().complete(version(1, 7, 8));
                pass(end);
            }
        });
        answering.start();
        int stale = 0;
        for (int i = 0; i < rounds; i++) {
            pass(TopicDirectory.FRESH_FOR); // what the round before it kept is of no use
            calls.clear();
            var unused = topics.roster(TOPIC, 2);
            call.set(calls.getLast());
            // When
            pass(start);
            tell(2);
            pass(end);
            // Then
            calls.clear();
            var asked = topics.roster(TOPIC, 0).toCompletableFuture();
            stale += calls.isEmpty() ? 1 : 0;
            calls.forEach(again -> again.answer().complete(version(1, 7, 8)));
            assertThat(asked).isDone();
        }
        answering.join();
        assertThat(stale).isZero();
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSourceThatThrowsIsAFailureAndAskedAgain() {
        // Given
        AtomicBoolean broken = new AtomicBoolean(true);
        RosterSource throwing = new RosterSource() {
            @Override
            public CompletableFuture<Roster> load(TopicKey topic, @Nullable Roster known) {
                if (broken.getAndSet(false)) {
                    throw new IllegalStateException("broken");
                }
                return source.load(topic, known);
            }

            @Override
            public CompletableFuture<List<Long>> versions(List<TopicKey> topics) {
                return source.versions(topics);
            }
        };
        var directory = new TopicDirectory(
                throwing, nanos::get, null, CompletableFuture.completedStage(null), new SimpleMeterRegistry());
        // When
        var first = directory.roster(TOPIC, 0).toCompletableFuture();
        var second = directory.roster(TOPIC, 0).toCompletableFuture();
        calls.getLast().answer().complete(version(1, 7));
        // Then
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValueMatching(roster -> roster.version() == 1);
    }
}
