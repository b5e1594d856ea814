package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Stack;
import io.openmimc.local.process.StackProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Starts processes that died again: at once the first time, then later and later, up to 30 s. Used by one thread. */
final class Keeper {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Who has run this long was not started in vain. */
    private static final Duration SOUND = Duration.ofMinutes(1);

    private static final class Record {
        int restarts;
        long startedNanos = System.nanoTime();
        long dueNanos = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        boolean reported;
    }

    private final Stack stack;
    private final Consumer<String> log;
    private final Map<String, Record> records = new HashMap<>();

    Keeper(Stack stack, Consumer<String> log) {
        this.stack = stack;
        this.log = log;
        stack.processes().forEach(process -> records.put(process.name(), new Record()));
    }

    int restarts(StackProcess process) {
        return record(process).restarts;
    }

    /** Looks after all once; true when something changed. */
    boolean look() {
        boolean changed = false;
        for (StackProcess process : stack.processes()) {
            if (!process.isAlive()) {
                changed |= startAgain(process, record(process));
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
            process.start();
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
        Record record = records.get(process.name());
        if (record == null) {
            throw new IllegalArgumentException(process.name());
        }
        return record;
    }
}
