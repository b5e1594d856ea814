package io.openmimc.gateway.delivery;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The deliveries of topic messages on one event loop: in the order they come, a few sessions at a time, with everything
 * else that waits on the loop in between. A message to 500 members would otherwise keep others waiting for the time of
 * 500. What waits is bounded by the deliveries that are open. docs/adr/0015-groups-give-way.md
 */
final class TopicTurns {
    private static final Logger LOG = Logger.getLogger(TopicTurns.class);
    static final int AT_A_TIME = 8;
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final EventLoop loop;
    private final BooleanSupplier othersTalk;
    private final long spreadNanos;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    /** The most that waited since nothing did; confined to the loop. */
    private int burst;

    /**
     * @param othersTalk whether there is anybody to give way to
     * @param spread over how much time the deliveries that wait are spread then, at most 2 ms a turn
     */
    TopicTurns(EventLoop loop, BooleanSupplier othersTalk, Duration spread) {
        this.loop = loop;
        this.othersTalk = othersTalk;
        this.spreadNanos = spread.toNanos();
    }

    /** Runs a delivery to one session on the loop, after those given before. */
    void add(Runnable delivery) {
        waiting.add(delivery);
        if (count.getAndIncrement() == 0) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        burst = Math.max(burst, count.get());
        int done = 0;
        for (Runnable next = waiting.poll(); next != null; next = done < AT_A_TIME ? waiting.poll() : null) {
            done++;
            try {
                next.run();
            } catch (RuntimeException e) {
                LOG.error("a delivery failed", e); // those behind it must not wait for ever
            }
        }
        if (count.addAndGet(-done) > 0) {
            // Scheduled, not executed: a loop reads its sockets before it looks at its schedule again.
            var unused = loop.schedule(this::turn, pauseNanos(), TimeUnit.NANOSECONDS);
        } else {
            burst = 0;
        }
    }

    /** The more there is, the shorter: what comes in must go out. */
    private long pauseNanos() {
        return othersTalk.getAsBoolean() ? Math.min(MAX_PAUSE_NANOS, spreadNanos * AT_A_TIME / burst) : 0;
    }
}
