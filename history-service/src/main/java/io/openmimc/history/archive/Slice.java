package io.openmimc.history.archive;

import io.openmimc.proto.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A part of a conversation, ascending by sequence.
 *
 * @param more whether there was more in the range than fitted
 */
public record Slice(List<ArchivedMessage> messages, boolean more) {
    /** Nothing. */
    public static final Slice EMPTY = new Slice(List.of(), false);

    /** Collects messages up to a number and a size; at least one, whatever its size. Confined to one chain of stages. */
    static final class Collector {
        private final List<ArchivedMessage> messages = new ArrayList<>();
        private final int most;
        private final long mostBytes;
        private final boolean wholeMs;
        private long bytes;
        private boolean more;

        /**
         * @param wholeMs never ends within a millisecond: what has the time of the last message that fitted is collected, too
         */
        Collector(int most, long mostBytes, boolean wholeMs) {
            this.most = most;
            this.mostBytes = mostBytes;
            this.wholeMs = wholeMs;
        }

        boolean add(ArchivedMessage message) {
            boolean full = messages.size() >= most || bytes + message.payload().length > mostBytes;
            if (full && !messages.isEmpty() && !(wholeMs && ofLastMs(message))) {
                more = true;
                return false;
            }
            bytes += message.payload().length;
            messages.add(message);
            return true;
        }

        private boolean ofLastMs(ArchivedMessage message) {
            long last = messages.get(messages.size() - 1).sequence();
            return Sequence.timestampMs(last) == Sequence.timestampMs(message.sequence());
        }

        /** How many still fit, and one to tell whether there is more. */
        int wanted() {
            return Math.max(0, most - messages.size()) + 1;
        }

        boolean more() {
            return more;
        }

        Slice ascending() {
            return new Slice(messages, more);
        }

        Slice reversed() {
            Collections.reverse(messages);
            return new Slice(messages, more);
        }
    }
}
