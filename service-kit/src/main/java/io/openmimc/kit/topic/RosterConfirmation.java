package io.openmimc.kit.topic;

import io.openmimc.kit.rpc.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Asks again and again whether the rosters in use are still true, so that who uses them need not. */
final class RosterConfirmation implements AutoCloseable {
    /** Twice within {@link TopicDirectory#FRESH_FOR}, with time left for the call. */
    static final Duration EVERY = Duration.ofMillis(300);

    /** A roster not asked for in this time is left to its next use. */
    static final Duration IN_USE = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(RosterConfirmation.class);

    private final RosterSource source;
    private final LongSupplier nanoTime;
    private final Collection<RosterEntry> entries;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "roster-confirmation");
        thread.setDaemon(true);
        return thread;
    });
    private CompletionStage<Void> running = CompletableFuture.completedStage(null); // confined to the timer

    /** @param entries all that are kept, a live view */
    RosterConfirmation(RosterSource source, LongSupplier nanoTime, Collection<RosterEntry> entries) {
        this.source = source;
        this.nanoTime = nanoTime;
        this.entries = entries;
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(
                () -> {
                    if (running.toCompletableFuture().isDone()) {
                        running = Failures.caught(this::confirm); // thrown on, it would end the schedule
                    }
                },
                EVERY.toMillis(),
                EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Completes, never exceptionally, when all rosters in use were asked for once. */
    CompletionStage<Void> confirm() {
        long now = nanoTime.getAsLong();
        List<RosterEntry> used = entries.stream()
                .filter(entry -> entry.inUse(now, IN_USE.toNanos()))
                .toList();
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (int from = 0; from < used.size(); from += RosterSource.MAX_VERSIONS) {
            var batch = used.subList(from, Math.min(from + RosterSource.MAX_VERSIONS, used.size()));
            done = done.thenCompose(before -> confirm(batch));
        }
        return done.exceptionally(failure -> {
            LOG.debugf("rosters not confirmed reason=%s", failure.getMessage());
            return null;
        });
    }

    private CompletionStage<Void> confirm(List<RosterEntry> batch) {
        long start = nanoTime.getAsLong();
        List<TopicKey> topics = new ArrayList<>(batch.size());
        batch.forEach(entry -> topics.add(entry.roster().topic()));
        return source.versions(topics).thenAccept(versions -> {
            for (int i = 0; i < batch.size(); i++) {
                RosterEntry entry = batch.get(i);
                if (versions.get(i) == entry.roster().version()) {
                    entry.confirm(start);
                } else {
                    entry.changed();
                }
            }
        });
    }
}
