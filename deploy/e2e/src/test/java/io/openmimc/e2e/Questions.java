package io.openmimc.e2e;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What is asked over REST again and again, five times a second each, and which of it was not answered. Counted are those that are asked
 * after {@link #count}: before, a dozen processes that have just started on two cores may be slow.
 */
final class Questions implements AutoCloseable {
    private static final long PERIOD_MS = 200;

    private static final int A_WHILE = 100;

    final AtomicInteger answered = new AtomicInteger();
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger answeredInARow = new AtomicInteger();
    private volatile boolean counting;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    /** Asks this from now on. */
    void ask(String what, Supplier<CompletionStage<?>> question) {
        pace.scheduleAtFixedRate(() -> ask(question, what), 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    private void ask(Supplier<CompletionStage<?>> question, String what) {
        boolean counts = counting;
        question.get().whenComplete((answer, failure) -> {
            if (failure != null) {
                answeredInARow.set(0);
            } else {
                answeredInARow.incrementAndGet();
            }
            if (counts && failure == null) {
                answered.incrementAndGet();
            } else if (counts) {
                failures.add(what + ": " + failure);
            }
        });
    }

    /** Whether the last hundred of them, those of five seconds or so, were answered. */
    boolean answeredForAWhile() {
        return answeredInARow.get() >= A_WHILE;
    }

    /** From now on it counts what is asked. */
    void count() {
        counting = true;
    }

    @Override
    public void close() {
        pace.shutdownNow();
    }
}
