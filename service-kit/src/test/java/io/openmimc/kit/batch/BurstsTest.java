package io.openmimc.kit.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BurstsTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    private final AtomicLong nanos = new AtomicLong();
    private final List<Integer> handedOn = new CopyOnWriteArrayList<>();

    @Test
    void whatComesOnceInAPauseWaitsForNothing() {
        Bursts<Integer> bursts = bursts(PAUSE);
        for (int thing : HUNDRED) {
            nanos.addAndGet(PAUSE.toNanos());
            bursts.add(thing);
            assertThat(handedOn).hasSize(thing + 1);
        }
    }

    @Test
    void whatComesThickAndFastGoesTogetherAndKeepsItsOrder() {
        Bursts<Integer> bursts = bursts(PAUSE);
        HUNDRED.forEach(bursts::add); // no time passes on this clock
        int atOnce = handedOn.size();
        assertThat(atOnce).isBetween(1, 50);
        await().untilAsserted(() -> assertThat(handedOn).isEqualTo(HUNDRED));
    }

    @Test
    void afterAQuietTimeNothingWaitsAgain() {
        // Given
        Duration pause = Duration.ofSeconds(2);
        Bursts<Integer> bursts = bursts(pause);
        HUNDRED.forEach(bursts::add);
        await().until(() -> handedOn.size() == HUNDRED.size());
        // When
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        bursts.add(100); // may wait for the pause of the last burst
        await().until(() -> handedOn.contains(100));
        nanos.addAndGet(pause.toNanos());
        bursts.add(101);
        // Then
        await().atMost(pause.dividedBy(2)).until(() -> handedOn.contains(101));
    }

    @Test
    void withoutAPauseNothingEverWaits() {
        Bursts<Integer> bursts = bursts(Duration.ZERO);
        HUNDRED.forEach(bursts::add);
        assertThat(handedOn).isEqualTo(HUNDRED);
    }

    private Bursts<Integer> bursts(Duration pause) {
        return new Bursts<>(pause, nanos::get, this::after, handedOn::addAll);
    }

    private void after(Duration delay, Runnable task) {
        var unused = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void whatWaitsGoesOnWhileSomebodyHoldsUpTheThreadThatKeepsTheTimeForAll() {
        // Given
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> passing = new CompletableFuture<>();
        var unused = passing.thenRun(
                () -> { // before it can have passed: else this thread would run it
                    held.countDown();
                    awaitUninterruptibly(release);
                });
        passing.completeOnTimeout(null, 1, TimeUnit.NANOSECONDS);
        awaitUninterruptibly(held);
        try {
            // When
            Bursts<Integer> bursts = bursts(PAUSE);
            HUNDRED.forEach(bursts::add);
            // Then
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(handedOn).isEqualTo(HUNDRED));
        } finally {
            release.countDown();
        }
    }

    @Test
    void whenTheTimerHasEndedNothingWaitsAndNothingIsLost() {
        // Given
        timer.shutdownNow();
        Bursts<Integer> bursts = bursts(PAUSE);
        // When
        HUNDRED.forEach(bursts::add);
        // Then
        assertThat(handedOn).isEqualTo(HUNDRED);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
