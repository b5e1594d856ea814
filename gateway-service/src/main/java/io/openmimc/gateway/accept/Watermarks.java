package io.openmimc.gateway.accept;

import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.gateway.sequence.SequenceClock;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The {@link Watermark} of this gateway, told to the others through Redis ten times a second while messages come; another one,
 * under another name, takes over from one that is spoiled.
 */
@Singleton
class Watermarks {
    private static final Duration STEP = Duration.ofMillis(100);

    private final Reservations reservations;
    private final SequenceClock clock;
    private final AcceptMetrics metrics;
    private final String name = Long.toUnsignedString(new SecureRandom().nextLong(), Character.MAX_RADIX);
    private final AtomicLong made = new AtomicLong();
    private volatile Watermark current = next();

    Watermarks(Reservations reservations, SequenceClock clock, AcceptMetrics metrics) {
        this.reservations = reservations;
        this.clock = clock;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent started, EventLoops loops) {
        loops.every(STEP, this::step);
    }

    /** The one that a message enters now. */
    Watermark current() {
        return current;
    }

    /** See {@link Watermark#spoil}. */
    synchronized void spoil(Watermark spoiled) {
        List<Runnable> left = spoiled.spoil();
        metrics.unmarked(left.size());
        left.forEach(Runnable::run);
        if (current == spoiled) {
            current = next();
        }
    }

    private void step() {
        Watermark watermark = current;
        Watermark.Step step = watermark.step(clock::advance);
        if (step != null) {
            reservations.accepted(watermark.owner(), step.timeMs()).whenComplete((done, failure) -> {
                if (failure != null) {
                    metrics.unmarked(step.messages().size());
                }
                step.messages().forEach(Runnable::run);
            });
        }
    }

    private Watermark next() {
        return new Watermark(name + "." + made.incrementAndGet());
    }
}
