package io.openmimc.history.dispatch;

import io.openmimc.history.inbox.InboxEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The records of one account whose fate is open or whose row is not written yet, in their order. A session that was not handed one
 * of them is handed none after it: it will find that one in the inbox, and those after it must not come before. Where there is always
 * something under way it is handed them again after a while.
 */
final class AccountLane {
    /** Rows written together: one partition, but one request, so it must stay small. */
    private static final int MAX_ROWS = 100;

    private static final int MAX_BYTES = 512 * 1024;

    /** One record's place. */
    static final class Place {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final long[] sessions;
        private boolean decided;
        private @Nullable InboxEntry row;

        private Place(long[] sessions) {
            this.sessions = sessions;
        }

        /** Whether a session may be handed the record at once. */
        boolean admits(long session) {
            return contains(sessions, session);
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

    private final long patienceNanos;
    private final Deque<Place> places = new ArrayDeque<>();
    private final Map<Long, Long> late = new HashMap<>(); // sessions that missed one, and since when
    private boolean writing;
    private int announcing; // rows of so many requests are written, or are about to be, and nobody was woken yet
    private long[] sessions = {}; // that were handed all that is in the lane

    /** @param patienceNanos how long a session that missed one is handed none at the most; gateways answer within less */
    AccountLane(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /**
     * Takes the next place.
     *
     * @param connected the sessions of the account
     */
    synchronized Place join(long[] connected, long nowNanos) {
        sessions = empty() ? connected : onTime(connected, nowNanos);
        var place = new Place(sessions);
        places.add(place);
        return place;
    }

    private long[] onTime(long[] connected, long nowNanos) {
        late.keySet().removeIf(session -> !contains(connected, session));
        long[] onTime = new long[connected.length];
        int count = 0;
        for (long session : connected) {
            if (contains(sessions, session)
                    || nowNanos - late.computeIfAbsent(session, missed -> nowNanos) >= patienceNanos) {
                onTime[count++] = session;
            }
        }
        return count == connected.length ? connected : Arrays.copyOf(onTime, count);
    }

    private static boolean contains(long[] sessions, long wanted) {
        for (long session : sessions) {
            if (session == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Nothing is under way. */
    synchronized boolean empty() {
        return places.isEmpty() && announcing == 0;
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
        if (!next.isEmpty()) {
            writing = true;
            announcing++;
        }
        return next;
    }

    /** What {@link #next} gave is written: it is still the head of the lane, as only the tail grows meanwhile. */
    synchronized void written(List<Place> written) {
        writing = false;
        written.forEach(place -> places.remove());
    }

    /** Who waits for rows that {@link #next} gave was woken. */
    synchronized void announced() {
        announcing--;
    }

    static List<InboxEntry> rows(List<Place> places) {
        return places.stream().map(place -> Objects.requireNonNull(place.row())).toList();
    }
}
