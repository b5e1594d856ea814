package io.openmimc.history.dispatch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The messages last seen in each partition. A sender's retry may be written to the log a second time, with the sequence of
 * the first: it is then done when the first one is. Confined to the consumer's thread.
 */
final class RecentMessages {
    private final int capacity;
    private final Map<Integer, Map<Long, CompletableFuture<Void>>> partitions = new HashMap<>();

    RecentMessages(int capacity) {
        this.capacity = capacity;
    }

    /** The work on the message with that sequence if it was seen before, else null: then {@code work} is remembered. */
    @Nullable
    CompletableFuture<Void> seen(int partition, long sequence, CompletableFuture<Void> work) {
        return partitions.computeIfAbsent(partition, p -> new Recent(capacity)).putIfAbsent(sequence, work);
    }

    private static final class Recent extends LinkedHashMap<Long, CompletableFuture<Void>> {
        private static final long serialVersionUID = 1L;
        private final int capacity;

        Recent(int capacity) {
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, CompletableFuture<Void>> eldest) {
            return size() > capacity;
        }
    }
}
