package io.openmimc.history.dispatch;

import io.openmimc.history.inbox.InboxEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Keeps the inbox rows of each account in the order of its records: a row is written only when the fate of every record
 * before it is known and their rows are written. Rows that had to wait go out together.
 */
final class AccountLanes {
    /** Stores rows of one account; completes when they are durable and everybody who waits for them has been woken. */
    @FunctionalInterface
    interface Store {
        /** Never fails for lack of Cassandra: it tries until it works. */
        Stored store(long uuid, List<InboxEntry> rows);
    }

    /**
     * What a store is at.
     *
     * @param durable when the next rows may be written
     * @param announced when the records are done with
     */
    record Stored(CompletionStage<Void> durable, CompletionStage<Void> announced) {}

    private final Store store;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<Long, AccountLane> lanes = new ConcurrentHashMap<>();

    /** @param patience how long a session that missed a record is handed none at the most */
    AccountLanes(Store store, Duration patience, LongSupplier nanoTime) {
        this.store = store;
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Takes the next place in the account's lane; called in the order of the records.
     *
     * @param connected the sessions of the account
     */
    AccountLane.Place join(long uuid, long[] connected) {
        var place = new AccountLane.Place[1];
        lanes.compute(uuid, (id, present) -> {
            AccountLane lane = present == null ? new AccountLane(patienceNanos) : present;
            place[0] = lane.join(connected, nanoTime.getAsLong());
            return lane;
        });
        return place[0];
    }

    /** The fate of the record at this place is known, and it needs no row. */
    void leave(long uuid, AccountLane.Place place) {
        place.decide(null);
        place.done().complete(null);
        advance(uuid);
    }

    /** The record at this place needs a row. */
    void store(long uuid, AccountLane.Place place, InboxEntry row) {
        place.decide(row);
        advance(uuid);
    }

    private void advance(long uuid) {
        List<AccountLane.Place> next = List.of();
        AccountLane lane = lanes.get(uuid);
        if (lane != null) {
            next = lane.next();
            lanes.computeIfPresent(uuid, (id, present) -> present.empty() ? null : present);
        }
        if (!next.isEmpty()) {
            write(uuid, next);
        }
    }

    /** What throws has failed: else the lane would wait for it for good. */
    private Stored begin(long uuid, List<InboxEntry> rows) {
        try {
            return store.store(uuid, rows);
        } catch (RuntimeException | Error e) {
            return new Stored(CompletableFuture.failedStage(e), CompletableFuture.failedStage(e));
        }
    }

    private void write(long uuid, List<AccountLane.Place> places) {
        Stored stored = begin(uuid, AccountLane.rows(places));
        stored.durable().whenComplete((done, failure) -> {
            AccountLane lane = lanes.get(uuid);
            if (lane != null) {
                lane.written(places);
            }
            advance(uuid);
        });
        stored.announced().whenComplete((done, failure) -> {
            lanes.computeIfPresent(uuid, (id, lane) -> {
                lane.announced();
                return lane.empty() ? null : lane;
            });
            places.forEach(place -> {
                if (failure == null) {
                    place.done().complete(null);
                } else {
                    place.done().completeExceptionally(failure);
                }
            });
        });
    }
}
