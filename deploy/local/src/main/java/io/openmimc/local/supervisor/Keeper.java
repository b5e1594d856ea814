package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Stack;
import io.openmimc.local.process.StackProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Starts processes that died again: at once the first time, then later and later, up to 30 s. One that was asked to stop is
 * left alone. Used by one thread, except for {@link #restarts}.
 */
final class Keeper {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Who has run this long was not started in vain. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    private static final class Record {
        volatile int restarts;
        long startedNanos = System.nanoTime();
        long dueNanos = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        boolean reported;
    }

    private final Stack stack;
    private final Consumer<String> log;
    private final Map<StackProcess, Record> records = new ConcurrentHashMap<>();

    Keeper(Stack stack, Consumer<String> log) {
        this.stack = stack;
        this.log = log;
        stack.processes().forEach(this::record);
    }

    int restarts(StackProcess process) {
        return record(process).restarts;
    }

    /** Looks after all once; true when something changed. */
    boolean look() {
        boolean changed = false;
        records.keySet().retainAll(stack.processes());
        for (StackProcess process : stack.processes()) {
            Record record = record(process);
            if (process.isWanted() && !process.isAlive()) {
                changed |= startAgain(process, record);
            } else if (record.reported) {
                // Somebody else has started it, or has stopped it for good.
                record.reported = false;
                record.startedNanos = System.nanoTime();
                changed = true;
            }
        }
        return changed;
    }

    private boolean startAgain(StackProcess process, Record record) {
        long now = System.nanoTime();
        if (!record.reported) {
            record.reported = true;
            log.accept("process ended name=" + process.name() + " code="
                    + process.exitCode().orElse(-1));
            if (now - record.startedNanos > SOUND.toNanos()) {
                record.pause = FIRST_PAUSE;
                record.dueNanos = now;
            }
            return true;
        }
        if (now < record.dueNanos) {
            return false;
        }
        record.dueNanos = now + record.pause.toNanos();
        record.pause = record.pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? record.pause.multipliedBy(2)
                : LONGEST_PAUSE;
        try {
            if (!process.startAgain()) {
                return true;
            }
            record.restarts++;
            record.startedNanos = now;
            record.reported = false;
            log.accept("process started again name=" + process.name() + " restarts=" + record.restarts);
        } catch (StackException e) {
            log.accept("process could not be started again name=" + process.name() + " reason=" + e.getMessage());
        }
        return true;
    }

    private Record record(StackProcess process) {
        return records.computeIfAbsent(process, fresh -> new Record());
    }
}
