package io.openmimc.gateway.accept;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far this gateway has come: everything that it accepted under one name and gave a sequence of before that time has
 * ended, and is on the log unless its reservation says otherwise. It moves in steps: messages enter a window, and when all
 * of the window before have ended, that one is passed and theirs is the next. So two windows are kept, however long
 * the slowest message takes. docs/adr/0017-a-watermark-says-what-is-done.md
 */
final class Watermark {

    /** Messages that entered between two steps. */
    static final class Window {
        private boolean entered;
        private int open;
        private final List<Runnable> passed = new ArrayList<>();
    }

    /**
     * A step.
     *
     * @param timeMs every message with an earlier timestamp has ended
     * @param messages that have ended in it; to be run once this is known to all
     */
    record Step(long timeMs, List<Runnable> messages) {}

    private final String owner;
    private Window before = new Window();
    private Window current = new Window();
    private long currentSinceMs;
    private boolean spoiled;

    /**
     * @param owner a name that nobody else has or had
     */
    Watermark(String owner) {
        this.owner = owner;
    }

    String owner() {
        return owner;
    }

    /** A message is about to take its sequence. */
    synchronized Window enter() {
        current.entered = true;
        current.open++;
        return current;
    }

    /**
     * A message has ended and is on the log.
     *
     * @param passed run once the watermark that says so is known to all
     * @return false when this watermark will never say so
     */
    synchronized boolean leave(Window window, Runnable passed) {
        window.open--;
        if (!spoiled) {
            window.passed.add(passed);
        }
        return !spoiled;
    }

    /** A message has ended that never had a reservation of ours, or whose reservation says that it is not on the log. */
    synchronized void leave(Window window) {
        window.open--;
    }

    /**
     * The reservation of a message that is not on the log could not be changed: this watermark must never pass it.
     *
     * @return of messages that have ended and that it does not pass either
     */
    synchronized List<Runnable> spoil() {
        spoiled = true;
        List<Runnable> left = new ArrayList<>(before.passed);
        left.addAll(current.passed);
        before = new Window();
        current = new Window();
        return left;
    }

    /**
     * Passes a window, if all in it have ended.
     *
     * @param nowMs asked for when needed; no message gets an earlier timestamp after that
     * @return null when there is nothing to tell
     */
    synchronized @Nullable Step step(LongSupplier nowMs) {
        if (spoiled || before.open > 0 || !(before.entered || current.entered)) {
            return null;
        }
        var step = new Step(currentSinceMs, before.passed);
        currentSinceMs = nowMs.getAsLong();
        before = current;
        current = new Window();
        return step.messages().isEmpty() ? null : step;
    }
}
