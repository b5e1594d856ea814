package io.openmimc.gateway.drain;

import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.Connections;
import io.openmimc.gateway.delivery.DeliveryStreams;
import io.openmimc.gateway.session.Presence;
import io.openmimc.gateway.session.Self;
import io.openmimc.gateway.session.Sessions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Moves the clients elsewhere, by closing their connections: the protocol has no other word that has all of them come back at
 * once. Then the gateway leaves the registry, and dispatchers are told to go on without it. Each step ends in time, whatever
 * clients and stores do. Blocks its caller. docs/adr/0026-a-gateway-moves-its-clients.md
 */
@Singleton
class Departure {
    private static final Logger LOG = Logger.getLogger(Departure.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** For telling the registry, which answers within 1.5 s or not at all. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final DrainConfig config;
    private final Self self;
    private final Connections connections;
    private final Sessions sessions;
    private final Presence presence;
    private final DeliveryStreams dispatchers;

    Departure(
            DrainConfig config,
            Self self,
            Connections connections,
            Sessions sessions,
            Presence presence,
            DeliveryStreams dispatchers) {
        this.config = config;
        this.self = self;
        this.connections = connections;
        this.sessions = sessions;
        this.presence = presence;
        this.dispatchers = dispatchers;
    }

    /** To be called when no port takes connections any more. */
    void run() throws InterruptedException {
        connections.end();
        moveAll();
        await(config.finish(), connections::none);
        connections.all().forEach(connection -> connection.close(CloseReason.DRAIN));
        await(LAST_WORDS, () -> connections.none() && sessions.allUnregistered());
        retire();
        await(LAST_WORDS, dispatchers::answered);
        dispatchers.end();
        LOG.infof("gateway stopped gateway=%s", self.id());
    }

    private void moveAll() throws InterruptedException {
        List<Connection> open = new ArrayList<>(connections.all());
        Collections.shuffle(open); // as they are kept has to do with when they came
        Schedule schedule = Schedule.of(open.size(), config.pace(), config.spread());
        LOG.infof(
                "moving clients connections=%d ms=%d",
                open.size(), schedule.window().toMillis());
        long startNanos = System.nanoTime();
        for (int i = 0; i < open.size() && !connections.none(); i++) {
            pause(startNanos + schedule.offsetNanos(i, ThreadLocalRandom.current()) - System.nanoTime());
            open.get(i).drain();
        }
    }

    private void retire() throws InterruptedException {
        try {
            presence.retire().toCompletableFuture().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("the gateway's announcement will lapse by itself gateway=%s error=%s", self.id(), e.getMessage());
        }
    }

    private static void await(Duration most, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            pause(TICK_NANOS);
        }
    }

    static void pause(long nanos) throws InterruptedException {
        if (nanos > 0 && new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts this latch down");
        }
    }
}
