package io.openmimc.gateway.mailbox;

import io.openmimc.proto.inbox.RowRef;
import java.util.List;

/** What was sent together and is acknowledged together: live messages or a page of the inbox. */
final class Compound {
    final List<Parcel> parcels;
    final List<LiveMessage> live;
    final List<RowRef> rows;
    long sentAtMs;
    long resendAtMs;
    int resends;

    /**
     * @param parcels in ascending sequence, at least one
     * @param live in the order they came
     */
    Compound(List<Parcel> parcels, List<LiveMessage> live, List<RowRef> rows) {
        this.parcels = parcels;
        this.live = live;
        this.rows = rows;
    }

    long maxSequence() {
        return parcels.get(parcels.size() - 1).sequence();
    }
}
