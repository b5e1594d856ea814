package io.openmimc.gateway.mailbox;

import io.openmimc.proto.inbox.Settled;
import java.util.List;

/** What a mailbox asks of its session. */
public interface Surroundings {
    /** A clock that never jumps, in milliseconds. */
    long nowMs();

    /**
     * Sends one COMPOUND.
     *
     * @param parcels in ascending sequence, at least one
     */
    void send(List<Parcel> parcels);

    /** Asks history-service for a page; {@link Mailbox#pulled} or {@link Mailbox#pullFailed} follows, later. */
    void pull(Settled settled);

    /** Tells history-service what was taken, without waiting for an answer. */
    void settle(Settled settled);

    /** Calls {@link Mailbox#tick} at that time or soon after; an earlier wish still stands. */
    void tickAt(long ms);
}
