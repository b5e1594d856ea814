package io.openmimc.kit.kafka;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The unfinished records of one partition, in offset order. Confined to the loop's thread; completions come from any. */
final class Window {
    private record Entry(long offset, int bytes, CompletableFuture<?> done) {}

    private final Deque<Entry> unfinished = new ArrayDeque<>();
    private long durable = -1; // the offset to commit: everything below it is done
    private long committed = -1;
    private long bytes;

    void add(long offset, int valueBytes, CompletableFuture<?> done) {
        unfinished.add(new Entry(offset, valueBytes, done));
        bytes += valueBytes;
    }

    /** Moves past what is finished. */
    void advance() {
        Entry oldest;
        while ((oldest = unfinished.peek()) != null && oldest.done.isDone()) {
            oldest.done.join(); // never failed: failures were dead letters before they came here
            durable = oldest.offset + 1;
            bytes -= oldest.bytes;
            unfinished.remove();
        }
    }

    int unfinished() {
        return unfinished.size();
    }

    long bytes() {
        return bytes;
    }

    /** Everything below this offset is done; negative before the first is. */
    long durable() {
        return durable;
    }

    boolean hasNews() {
        return durable > committed;
    }

    /** The offset to commit; counts as committed from here on, as a commit that is lost is covered by the next one. */
    long takeDurable() {
        committed = durable;
        return durable;
    }

    Collection<CompletableFuture<?>> pending() {
        return List.copyOf(unfinished.stream().map(Entry::done).toList());
    }
}
