package io.openmimc.sdk;

import java.util.Iterator;
import java.util.LinkedHashSet;

/** The sequences taken last, the oldest forgotten first. Confined to the listener's lane. */
final class SeenSequences {
    private final int limit;
    private final LinkedHashSet<Long> seen = new LinkedHashSet<>();

    SeenSequences(int limit) {
        this.limit = limit;
    }

    boolean contains(long sequence) {
        return seen.contains(sequence);
    }

    void add(long sequence) {
        if (seen.add(sequence) && seen.size() > limit) {
            Iterator<Long> oldest = seen.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
