package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.limit.AppCounts;
import io.openmimc.gateway.limit.Refused;
import io.openmimc.gateway.session.LoginTurns.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTurnsTest {
    private static final int WIDTH = 4;
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    private final AtomicLong nowNanos = new AtomicLong(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LoginTurns turns =
            new LoginTurns(WIDTH, 100, MAX_WAIT, new Refused(meters, new AppCounts()), nowNanos::get);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void close() {
        turns.close();
    }

    @Test
    void onlySoManyAreWorkedOnAtOnceAndTheNextBeginsWhenOneEnds() {
        List<Turn<String>> taken = take(10);
        awaitBegun(WIDTH);
        // When
        taken.get(2).end();
        taken.get(2).end(); // counts once
        // Then
        awaitBegun(WIDTH + 1);
        assertThat(taken.get(4).result()).isCompletedWithValue("done");
        assertThat(taken.get(5).result()).isNotDone();
    }

    @Test
    void whenEverybodyHasEndedThereIsRoomForAsManyAgain() {
        take(10).forEach(Turn::end);
        awaitBegun(10);
        // When
        take(WIDTH + 1);
        // Then
        awaitBegun(10 + WIDTH);
    }

    @Test
    void whoWouldWaitForTooLongIsToldAtOnce() {
        // Given: a turn takes a second, so four at a time make 8 in the 2 s that one may wait
        take(WIDTH);
        awaitBegun(WIDTH);
        List<Turn<String>> slow = take(1);
        nowNanos.addAndGet(Duration.ofSeconds(1).toNanos());
        turns(slow);
        // When
        List<Turn<String>> more = take(30);
        // Then
        long refused = more.stream().filter(LoginTurnsTest::refused).count();
        assertThat(30 - refused).isBetween(8L, 10L);
        assertThat(refused(more.get(0))).isFalse();
        assertThat(refused(more.get(29))).isTrue();
        assertThat(meters.get("gateway.refused")
                        .tag("reason", "loginsBusy")
                        .counter()
                        .count())
                .isEqualTo(refused);
    }

    /** Lets the turn of one that waits, and so that of another, end. */
    private void turns(List<Turn<String>> waiting) {
        first.end();
        awaitBegun(WIDTH + 1);
        assertThat(refused(waiting.get(0))).isFalse();
    }

    private Turn<String> first;

    @Test
    void whoHasWaitedForTooLongIsRefusedWhenItsTurnComes() {
        List<Turn<String>> taken = take(WIDTH + 2);
        awaitBegun(WIDTH);
        nowNanos.addAndGet(MAX_WAIT.toNanos() + 1);
        // When
        taken.get(0).end();
        // Then
        assertThat(refused(taken.get(WIDTH))).isTrue();
        assertThat(refused(taken.get(WIDTH + 1))).isTrue();
        assertThat(begun).hasValue(WIDTH);
        take(1); // the place of the one that ended is free
        awaitBegun(WIDTH + 1);
    }

    @Test
    void whoHasGoneIsPassedOver() {
        List<Turn<String>> taken = take(WIDTH + 2);
        awaitBegun(WIDTH);
        taken.get(WIDTH).cancel();
        // When
        taken.get(0).end();
        // Then
        awaitBegun(WIDTH + 1);
        assertThat(taken.get(WIDTH + 1).result()).isCompletedWithValue("done");
        assertThat(taken.get(WIDTH).result()).isNotDone();
    }

    @Test
    void noMoreThanTheBoundWait() {
        List<Turn<String>> taken = take(WIDTH + 100 + 1);
        assertThat(taken.stream().filter(LoginTurnsTest::refused)).hasSize(1);
    }

    @Test
    void workThatThrowsFailsItsTurnOnly() {
        // When
        Turn<String> broken = turns.take(() -> {
            throw new IllegalStateException("broken");
        });
        // Then
        await().until(() -> broken.result().toCompletableFuture().isCompletedExceptionally());
        take(1);
        awaitBegun(1);
    }

    private List<Turn<String>> take(int count) {
        List<Turn<String>> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(turns.take(() -> {
                begun.incrementAndGet();
                return CompletableFuture.completedStage("done");
            }));
        }
        if (first == null) {
            first = taken.get(0);
        }
        return taken;
    }

    private void awaitBegun(int count) {
        await().untilAsserted(() -> assertThat(begun).hasValue(count));
    }

    private static boolean refused(Turn<String> turn) {
        try {
            turn.result().toCompletableFuture().getNow(null);
            return false;
        } catch (RuntimeException e) {
            return e.getCause() instanceof BindRefusal refusal
                    && refusal.response().getErrorReason().equals("try-again");
        }
    }
}
