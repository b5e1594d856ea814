package io.openmimc.history.dispatch;

import io.openmimc.history.inbox.InboxEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The records of one account whose fate is open or whose row is not written yet, in their order. */
final class AccountLane {
    /** Rows written together: one partition, but one request, so it must stay small. */
    private static final int MAX_ROWS = 100;

    private static final int MAX_BYTES = 512 * 1024;

    /** One record's place. */
    static final class Place {
        private final CompletableFuture<Void> done;
        private boolean decided;
        private @Nullable InboxEntry row;

        Place(CompletableFuture<Void> done) {
            this.done = done;
        }

        /** Completes when nothing remains to be done for this account. */
        CompletableFuture<Void> done() {
            return done;
        }

        synchronized void decide(@Nullable InboxEntry entry) {
            decided = true;
            row = entry;
        }

        private synchronized boolean decided() {
            return decided;
        }

        private synchronized @Nullable InboxEntry row() {
            return row;
        }
    }

    private final Deque<Place> places = new ArrayDeque<>();
    private boolean writing;

    synchronized AccountLane with(Place place) {
        places.add(place);
        return this;
    }

    synchronized boolean empty() {
        return places.isEmpty();
    }

    /** The places whose rows are to be written now; they stay in the lane until {@link #written}. */
    synchronized List<Place> next() {
        List<Place> next = new ArrayList<>();
        if (writing) {
            return next;
        }
        int bytes = 0;
        var places = this.places.iterator();
        while (places.hasNext()) {
            Place place = places.next();
            if (!place.decided()) {
                break;
            }
            InboxEntry row = place.row();
            if (row == null) {
                places.remove();
                continue;
            }
            bytes += row.message().getSerializedSize();
            if (!next.isEmpty() && (next.size() >= MAX_ROWS || bytes > MAX_BYTES)) {
                break;
            }
            next.add(place);
        }
        writing = !next.isEmpty();
        return next;
    }

    /** What {@link #next} gave is written: it is still the head of the lane, as only the tail grows meanwhile. */
    synchronized void written(List<Place> written) {
        writing = false;
        written.forEach(place -> places.remove());
    }

    static List<InboxEntry> rows(List<Place> places) {
        return places.stream().map(place -> Objects.requireNonNull(place.row())).toList();
    }
}
