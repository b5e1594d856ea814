package io.openmimc.gateway.mailbox;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Live messages that were answered as not taken and have not come back from the inbox yet. Later ones must not overtake
 * them.
 */
final class Spill {
    private static final int MAX_REMEMBERED = 1_000;

    private @Nullable Map<Long, Long> deadlines; // by sequence, the oldest first; null: none, as in most sessions
    private long firstNumber = Long.MAX_VALUE;
    private long askAtMs = Long.MAX_VALUE;

    /**
     * @param askAtMs when to look into the inbox though nobody has told that it is there
     * @param deadlineMs when to go on without it; not before those that were added before
     */
    void add(LiveMessage message, long askAtMs, long deadlineMs) {
        if (deadlines == null) {
            deadlines = new LinkedHashMap<>();
        }
        if (deadlines.size() < MAX_REMEMBERED) {
            deadlines.putIfAbsent(message.parcel.sequence(), deadlineMs);
        }
        firstNumber = Math.min(firstNumber, message.number);
        this.askAtMs = askAtMs;
    }

    /** The device has this one, or is about to get it. */
    void returned(long sequence) {
        if (deadlines != null && deadlines.remove(sequence) != null) {
            endIfEmpty();
        }
    }

    /**
     * Waits no longer for those whose time has come.
     *
     * @return how many they are
     */
    int overdue(long nowMs) {
        int before = deadlines == null ? 0 : deadlines.size();
        if (deadlines == null || nowMs < deadlines.values().iterator().next()) {
            return 0;
        }
        deadlines.values().removeIf(deadlineMs -> deadlineMs <= nowMs);
        int overdue = before - deadlines.size();
        endIfEmpty();
        return overdue;
    }

    private void endIfEmpty() {
        if (deadlines != null && deadlines.isEmpty()) {
            deadlines = null;
            firstNumber = Long.MAX_VALUE;
            askAtMs = Long.MAX_VALUE;
        }
    }

    /** Only live messages with smaller numbers came before all of these. */
    long firstNumber() {
        return firstNumber;
    }

    /** When to look into the inbox; never where it holds none of ours. */
    long askAtMs() {
        return askAtMs;
    }

    /** The inbox is looked into; the next time is then. */
    void asked(long againAtMs) {
        askAtMs = againAtMs;
    }
}
