package io.openmimc.history.archive;

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
        private long bytes;
        private boolean more;

        Collector(int most, long mostBytes) {
            this.most = most;
            this.mostBytes = mostBytes;
        }

        boolean add(ArchivedMessage message) {
            if (messages.size() >= most || (!messages.isEmpty() && bytes + message.payload().length > mostBytes)) {
                more = true;
                return false;
            }
            bytes += message.payload().length;
            messages.add(message);
            return true;
        }

        /** How many still fit, and one to tell whether there is more. */
        int wanted() {
            return most - messages.size() + 1;
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
