package io.openmimc.gateway.mailbox;

import java.util.Arrays;

/** The last sequences that a device took; idle sessions must stay small, so it grows only when it is used. */
final class RecentSequences {
    static final int CAPACITY = 256;
    private static final int FIRST_CAPACITY = 8;
    private static final long[] NONE = {};

    private long[] ring = NONE;
    private int size;
    private int next;

    void add(long sequence) {
        if (size == ring.length && size < CAPACITY) {
            ring = Arrays.copyOf(ring, Math.max(FIRST_CAPACITY, Math.min(CAPACITY, size * 2)));
            next = size;
        }
        ring[next] = sequence;
        next = (next + 1) % ring.length;
        size = Math.min(size + 1, ring.length);
    }

    boolean contains(long sequence) {
        for (int i = 0; i < size; i++) {
            if (ring[i] == sequence) {
                return true;
            }
        }
        return false;
    }
}
