package io.openmimc.gateway.delivery;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The deliveries of topic messages on one event loop: in the order they come, a few sessions at a time, with everything
 * else that waits on the loop in between. A message to 500 members would otherwise keep others waiting for the time of
 * 500. What waits is bounded by the deliveries that are open.
 */
final class TopicTurns {
    private static final Logger LOG = Logger.getLogger(TopicTurns.class);
    static final int AT_A_TIME = 16;

    private final EventLoop loop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    TopicTurns(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs a delivery to one session on the loop, after those given before. */
    void add(Runnable delivery) {
        waiting.add(delivery);
        if (count.getAndIncrement() == 0) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
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
            var unused = loop.schedule(this::turn, 0, TimeUnit.NANOSECONDS);
        }
    }
}
