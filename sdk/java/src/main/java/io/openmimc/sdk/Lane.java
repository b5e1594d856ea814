package io.openmimc.sdk;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time in the order given, on threads of an executor that it may share with others. Its callers bound
 * what they put in. What a task throws is logged and the next one runs.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final Executor executor;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean closed;

    Lane(Executor executor) {
        this.executor = executor;
    }

    /**
     * @return false where the lane is closed or its executor takes nothing more; the task will not run then
     */
    boolean execute(Runnable task) {
        synchronized (tasks) {
            if (closed) {
                return false;
            }
            tasks.add(task);
            if (running) {
                return true;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the executor for callbacks takes nothing more", e);
            synchronized (tasks) {
                closed = true;
                tasks.remove(task);
                running = false;
            }
            return false;
        }
    }

    /** Takes no more; what it holds still runs. */
    void close() {
        synchronized (tasks) {
            closed = true;
        }
    }

    private void drain() {
        boolean drained = false;
        try {
            for (Runnable task = next(); task != null; task = next()) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warn("a listener failed", e);
                }
            }
            drained = true;
        } finally {
            if (!drained) {
                executor.execute(this::drain); // an Error takes this thread, not the tasks behind it
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            if (task == null) {
                running = false;
            }
            return task;
        }
    }
}
