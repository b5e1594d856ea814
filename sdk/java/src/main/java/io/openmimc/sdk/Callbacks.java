package io.openmimc.sdk;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the application's code runs: listeners on one lane, completions of stages on another, so that a listener may wait
 * for a stage.
 */
final class Callbacks {
    private static final int MAX_WAITING_STATUSES = 64;

    private final Executor executor;
    private final Lane events;
    private final Lane answers;
    private final AtomicInteger waitingStatuses = new AtomicInteger();

    Callbacks(Executor executor) {
        this.executor = executor;
        this.events = new Lane(executor);
        this.answers = new Lane(executor);
    }

    Executor executor() {
        return executor;
    }

    Lane events() {
        return events;
    }

    Lane answers() {
        return answers;
    }

    /** Tells the listener, unless it is so slow that many changes wait for it already. */
    void status(Runnable task) {
        if (waitingStatuses.incrementAndGet() > MAX_WAITING_STATUSES) {
            waitingStatuses.decrementAndGet();
            return;
        }
        boolean accepted = events.execute(() -> {
            waitingStatuses.decrementAndGet();
            task.run();
        });
        if (!accepted) {
            waitingStatuses.decrementAndGet();
        }
    }

    /** Runs it in any case. */
    void answer(Runnable task) {
        if (!answers.execute(task)) {
            task.run();
        }
    }

    void close() {
        events.close();
        answers.close();
    }
}
