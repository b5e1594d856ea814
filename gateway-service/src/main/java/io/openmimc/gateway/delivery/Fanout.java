package io.openmimc.gateway.delivery;

import io.netty.channel.EventLoop;
import io.openmimc.gateway.mailbox.DeliveryConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Brings topic messages to the sessions of this gateway, and gives way to one-to-one messages while there are any. */
@Singleton
class Fanout {
    /** This long after a one-to-one message another one is to be expected. */
    private static final Duration TALK = Duration.ofMillis(200);

    private final Duration spread;
    private final ConcurrentMap<EventLoop, TopicTurns> turns = new ConcurrentHashMap<>();
    private volatile long lastToAccountNanos = System.nanoTime() - TALK.toNanos();

    Fanout(DeliveryConfig config) {
        this.spread = config.topicSpread();
    }

    /** A one-to-one message is delivered. */
    void toAccount() {
        lastToAccountNanos = System.nanoTime();
    }

    /** Runs a delivery of a topic message to one session on its loop, after those given before. */
    void toTopic(EventLoop loop, Runnable delivery) {
        turns.computeIfAbsent(loop, key -> new TopicTurns(key, this::othersTalk, spread))
                .add(delivery);
    }

    private boolean othersTalk() {
        return System.nanoTime() - lastToAccountNanos < TALK.toNanos();
    }
}
