package io.openmimc.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.openmimc.gateway.mailbox.DeliveryConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanoutTest {
    /** Ten turns of eight, so nine pauses. */
    private static final int MEMBERS = 80;

    /** Remembers for how long turns were put off, in nanoseconds. */
    private static final class Loop extends DefaultEventLoop {
        private final List<Long> pauses = new CopyOnWriteArrayList<>();

        @Override
        public ScheduledFuture<?> schedule(Runnable turn, long pause, TimeUnit unit) {
            pauses.add(unit.toNanos(pause));
            return super.schedule(turn, pause, unit);
        }
    }

    private final Loop loop = new Loop();
    private final Fanout fanout = new Fanout(new SmallRyeConfigBuilder()
            .withMapping(DeliveryConfig.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .build()
            .getConfigMapping(DeliveryConfig.class));

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void aGroupAloneIsNotKeptWaiting() {
        assertThat(pausesOfAGroup()).hasSize(9).containsOnly(0L);
    }

    @Test
    void aGroupGivesWayWhileAccountsWriteToEachOther() {
        fanout.toAccount();
        assertThat(pausesOfAGroup(fanout::toAccount))
                .hasSize(9)
                .containsOnly(TimeUnit.MILLISECONDS.toNanos(2)); // 60 ms in ten turns would be more
    }

    @Test
    void aGroupNoLongerGivesWaySoonAfterTheLastOneToOneMessage() {
        fanout.toAccount();
        await().untilAsserted(() -> assertThat(pausesOfAGroup()).containsOnly(0L));
    }

    private List<Long> pausesOfAGroup() {
        return pausesOfAGroup(() -> {});
    }

    /** @param beside happens with each delivery */
    private List<Long> pausesOfAGroup(Runnable beside) {
        loop.pauses.clear();
        var done = new CountDownLatch(MEMBERS);
        // From the loop itself, so that all wait before the first turn.
        loop.execute(() -> {
            for (int i = 0; i < MEMBERS; i++) {
                fanout.toTopic(loop, () -> {
                    beside.run();
                    done.countDown();
                });
            }
        });
        await().until(() -> done.getCount() == 0);
        return List.copyOf(loop.pauses);
    }
}
