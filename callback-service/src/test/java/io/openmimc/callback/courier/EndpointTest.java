package io.openmimc.callback.courier;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.callback.attempt.Outcome;
import io.openmimc.callback.courier.Endpoint.Verdict;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.proto.accounts.CallbackKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private static final Hook HOOK = new Hook(1, "http://a/", "", Set.of(), Duration.ofSeconds(5), List.of());

    private record Attempt(String id, CompletableFuture<Outcome> outcome) {
        void succeed() {
            outcome.complete(new Outcome(200, "", Duration.ZERO, new byte[0]));
        }

        void fail() {
            outcome.complete(new Outcome(500, "HTTP 500", Duration.ZERO, new byte[0]));
        }
    }

    private final AtomicLong nanos = new AtomicLong();
    private final List<Attempt> begun = new ArrayList<>();
    private final Budget budget = new Budget(1_000);
    private final Endpoint endpoint = endpoint();

    private Endpoint endpoint() {
        return new Endpoint(new CourierLimits(3, 4, 800, 2, Duration.ofSeconds(5)), budget, nanos::get, this::begin);
    }

    private CompletableFuture<Outcome> begin(Task task) {
        begun.add(new Attempt(task.delivery().id(), new CompletableFuture<>()));
        return begun.get(begun.size() - 1).outcome();
    }

    private static Task task(String id, long conversation, int bytes) {
        return new Task(new Delivery(id, 1, CallbackKind.NORMAL_MSG, conversation, new byte[bytes], 0), HOOK, false);
    }

    private Verdict offer(String id, long conversation) {
        return endpoint.offer(task(id, conversation, 10));
    }

    private List<String> ids() {
        return begun.stream().map(Attempt::id).toList();
    }

    private void breakIt() {
        offer("x", 101);
        offer("y", 102);
        begun.get(0).fail();
        begun.get(1).fail();
        begun.clear();
    }

    @Test
    void conversationsRunSideBySideAndEachInItsOrder() {
        // When
        offer("a1", 1);
        offer("a2", 1);
        offer("b1", 2);
        offer("a3", 1);
        // Then
        assertThat(ids()).containsExactly("a1", "b1");
        begun.get(0).succeed();
        assertThat(ids()).containsExactly("a1", "b1", "a2");
        begun.get(2).fail();
        assertThat(ids()).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void noMoreRunAtOnceAndNoMoreWaitThanItMay() {
        // When
        for (int i = 0; i < 7; i++) {
            assertThat(offer("c" + i, i)).isEqualTo(Verdict.TAKEN);
        }
        // Then
        assertThat(offer("c7", 7)).isEqualTo(Verdict.FULL);
        assertThat(begun).hasSize(3);
        begun.get(0).succeed();
        assertThat(begun).hasSize(4);
        assertThat(offer("c8", 8)).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void repetitionsHaveTheirShareThoughFirstAttemptsWait() {
        // Given
        for (int i = 0; i < 7; i++) {
            offer("c" + i, i);
        }
        assertThat(endpoint.room()).isEqualTo(1);
        // When
        Verdict verdict = endpoint.offer(
                new Task(new Delivery("again", 1, CallbackKind.NORMAL_MSG, 50, new byte[1], 0), HOOK, true));
        // Then
        assertThat(verdict).isEqualTo(Verdict.TAKEN);
        assertThat(endpoint.room()).isZero();
        begun.get(0).succeed();
        assertThat(ids()).endsWith("again");
        begun.get(3).succeed();
        assertThat(endpoint.room()).isEqualTo(1);
    }

    @Test
    void anEndpointHasAPartOfTheMemoryOnly() {
        // Given
        assertThat(endpoint.offer(task("a", 1, 500))).isEqualTo(Verdict.TAKEN);
        // When
        Verdict verdict = endpoint.offer(task("b", 2, 301));
        // Then
        assertThat(verdict).isEqualTo(Verdict.FULL);
        assertThat(endpoint.offer(task("c", 2, 300))).isEqualTo(Verdict.TAKEN);
        begun.get(0).succeed();
        begun.get(1).succeed();
        assertThat(budget.used()).isZero();
        assertThat(endpoint.load()).isZero();
    }

    @Test
    void whoHasNothingInMemoryMayHaveOneThoughOthersTookAllOfIt() {
        // Given
        Endpoint greedy = endpoint();
        Endpoint other = endpoint();
        greedy.offer(task("a", 1, 400));
        greedy.offer(task("b", 2, 400));
        other.offer(task("c", 3, 200));
        // When
        Verdict first = offer("d", 4);
        Verdict second = offer("e", 5);
        // Then
        assertThat(first).isEqualTo(Verdict.TAKEN);
        assertThat(second).isEqualTo(Verdict.FULL);
        begun.forEach(Attempt::succeed);
        assertThat(budget.used()).isZero();
        assertThat(offer("e", 5)).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void anEndpointThatFailsInARowIsLeftAloneAndThenTriedByOne() {
        // When
        breakIt();
        // Then
        assertThat(endpoint.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(offer("a", 1)).isEqualTo(Verdict.BROKEN);
        assertThat(endpoint.room()).isZero();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(endpoint.room()).isEqualTo(1);
        assertThat(offer("b", 1)).isEqualTo(Verdict.TAKEN);
        assertThat(endpoint.state()).isEqualTo(Breaker.State.TRYING);
        assertThat(offer("c", 2)).isEqualTo(Verdict.BROKEN);
        assertThat(endpoint.room()).isZero();
        begun.get(0).succeed();
        assertThat(endpoint.state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(offer("d", 1)).isEqualTo(Verdict.TAKEN);
        assertThat(budget.used()).isEqualTo(10);
    }

    @Test
    void anAttemptThatFailsLeavesItAloneAgain() {
        // Given
        breakIt();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        offer("a", 1);
        // When
        begun.get(0).fail();
        // Then
        assertThat(endpoint.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(offer("b", 1)).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void failuresBetweenSuccessesDoNotBreakIt() {
        for (int i = 0; i < 10; i++) {
            offer("good" + i, 1);
            begun.get(2 * i).succeed();
            offer("bad" + i, 1);
            begun.get(2 * i + 1).fail();
        }
        assertThat(endpoint.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void whatWaitsWhenItBreaksHasFailed() {
        // Given
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Task task = task("c" + i, i % 4, 10);
            tasks.add(task);
            endpoint.offer(task);
        }
        // When
        begun.get(0).fail();
        begun.get(1).fail();
        // Then: c3, or what came after c0 and c1, was not begun any more
        assertThat(tasks.stream().filter(task -> task.outcome().isDone()))
                .as("all but the one that runs, and the one that began in between")
                .hasSize(4);
        assertThat(tasks.get(5).outcome().join().orElseThrow().reason()).isEqualTo(Endpoint.LEFT_ALONE);
        begun.get(2).succeed();
        begun.get(3).succeed();
        assertThat(endpoint.load()).isZero();
        assertThat(budget.used()).isZero();
    }

    @Test
    void aTaskWhoseLeaseIsOverIsNotBegun() {
        // Given
        for (int i = 0; i < 3; i++) {
            offer("c" + i, i);
        }
        Task late = task("late", 9, 10);
        endpoint.offer(late);
        offer("after", 9);
        late.lease(100);
        nanos.set(100);
        // When
        begun.get(0).succeed();
        // Then
        assertThat(ids()).containsExactly("c0", "c1", "c2", "after");
        assertThat(late.outcome().join()).isEmpty();
    }

    @Test
    void anAttemptThatFailsOrThrowsInPlaceOfAnOutcomeIsAFailedOne() {
        // Given
        List<CompletableFuture<Outcome>> broken =
                new ArrayList<>(List.of(CompletableFuture.failedFuture(new IllegalStateException("a fault"))));
        var faulty = new Endpoint(new CourierLimits(1, 4, 800, 5, Duration.ofSeconds(5)), budget, nanos::get, task -> {
            if (broken.isEmpty()) {
                throw new IllegalStateException("a fault");
            }
            return broken.remove(0);
        });
        Task failing = task("a", 1, 10);
        Task throwing = task("b", 2, 10);
        // When
        faulty.offer(failing);
        faulty.offer(throwing);
        // Then
        assertThat(failing.outcome())
                .isCompletedWithValueMatching(outcome -> !outcome.orElseThrow().delivered());
        assertThat(throwing.outcome())
                .isCompletedWithValueMatching(outcome -> !outcome.orElseThrow().delivered());
        assertThat(budget.used()).isZero();
    }
}
