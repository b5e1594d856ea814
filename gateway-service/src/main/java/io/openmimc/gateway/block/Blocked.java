package io.openmimc.gateway.block;

import java.util.Arrays;
import java.util.List;

/** The accounts that one account has blocked. */
final class Blocked {
    /** Most accounts have blocked nobody: they share this. */
    static final Blocked NOBODY = new Blocked(new long[0]);

    /** As much memory as what an entry takes by itself. */
    private static final int UUIDS_AN_ENTRY = 16;

    private final long[] uuids; // ascending

    private Blocked(long[] uuids) {
        this.uuids = uuids;
    }

    static Blocked of(List<Long> uuids) {
        return uuids.isEmpty()
                ? NOBODY
                : new Blocked(uuids.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    boolean contains(long uuid) {
        return Arrays.binarySearch(uuids, uuid) >= 0;
    }

    /** In entries of nobody. */
    int weight() {
        return 1 + uuids.length / UUIDS_AN_ENTRY;
    }
}
