package io.openmimc.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicTurnsTest {
    private static final Duration SPREAD = Duration.ofMillis(60);

    private final EventLoop loop = new DefaultEventLoop();
    private final AtomicBoolean othersTalk = new AtomicBoolean();
    private final TopicTurns turns = new TopicTurns(loop, othersTalk::get, SPREAD);
    private final List<String> order = new ArrayList<>(); // confined to the loop
    private final CountDownLatch done = new CountDownLatch(1);

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void deliveriesKeepTheirOrderAndNoneIsLeftOver() throws Exception {
        // When
        for (int i = 0; i < 1_000; i++) {
            String number = Integer.toString(i);
            turns.add(() -> order.add(number));
        }
        turns.add(done::countDown);
        // Then
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.submit(() -> List.copyOf(order)).get())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void whatElseWaitsOnTheLoopComesInBetween() throws Exception {
        // When
        loop.execute(
                () -> { // while this runs, nothing else does
                    IntStream.range(0, 500).forEach(i -> turns.add(() -> order.add("topic")));
                    turns.add(done::countDown);
                    loop.execute(() -> order.add("other"));
                });
        // Then
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.submit(() -> order.indexOf("other")).get()).isLessThanOrEqualTo(TopicTurns.AT_A_TIME);
    }

    @Test
    void theyAreSpreadOutWhileOthersTalk() throws Exception {
        othersTalk.set(true);
        assertThat(timeOf(400)).isGreaterThanOrEqualTo(SPREAD.multipliedBy(9).dividedBy(10));
    }

    @Test
    void aFloodIsSpreadOverNoMoreTimeThanOneMessage() throws Exception {
        othersTalk.set(true);
        // With the pause of a single message's 50 turns these would take 15 s.
        assertThat(timeOf(100_000)).isLessThan(Duration.ofSeconds(8));
    }

    /** From the first of so many deliveries, that come at once, to the last. */
    private Duration timeOf(int deliveries) throws InterruptedException {
        AtomicLong first = new AtomicLong();
        loop.execute(() -> {
            turns.add(() -> first.set(System.nanoTime()));
            IntStream.range(0, deliveries - 2).forEach(i -> turns.add(() -> {}));
            turns.add(done::countDown);
        });
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        return Duration.ofNanos(System.nanoTime() - first.get());
    }
}
