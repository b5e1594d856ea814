package io.openmimc.gateway.mailbox;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Live messages that were answered as not taken and have not come back from the inbox yet. Later ones must not overtake
 * them.
 */
final class Spill {
    private static final int MAX_REMEMBERED = 1_000;

    private @Nullable Set<Long> sequences; // null: none, as in most sessions
    private long firstNumber = Long.MAX_VALUE;
    private long untilMs = Long.MAX_VALUE;

    /**
     * @param waitUntilMs when to go on without those that have not come back
     */
    void add(LiveMessage message, long waitUntilMs) {
        if (sequences == null) {
            sequences = new HashSet<>();
        }
        if (sequences.size() < MAX_REMEMBERED) {
            sequences.add(message.parcel.sequence());
        }
        firstNumber = Math.min(firstNumber, message.number);
        untilMs = waitUntilMs;
    }

    /** The device has this one, or is about to get it. */
    void returned(long sequence) {
        if (sequences != null && sequences.remove(sequence) && sequences.isEmpty()) {
            end();
        }
    }

    /** Waits for none of them any more. */
    void end() {
        sequences = null;
        firstNumber = Long.MAX_VALUE;
        untilMs = Long.MAX_VALUE;
    }

    /** Only live messages with smaller numbers came before all of these. */
    long firstNumber() {
        return firstNumber;
    }

    /** Until when to wait for them; for ever where there are none. */
    long untilMs() {
        return untilMs;
    }
}
