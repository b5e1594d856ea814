package io.openmimc.e2e;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What is asked over REST again and again, five times a second each, and which of it was not answered. */
final class Questions implements AutoCloseable {
    private static final long PERIOD_MS = 200;

    final AtomicInteger answered = new AtomicInteger();
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    /** Asks this from now on. */
    void ask(String what, Supplier<CompletionStage<?>> question) {
        pace.scheduleAtFixedRate(() -> ask(question, what), 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private void ask(Supplier<CompletionStage<?>> question, String what) {
        question.get().whenComplete((answer, failure) -> {
            if (failure == null) {
                answered.incrementAndGet();
            } else {
                failures.add(what + ": " + failure);
            }
        });
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
