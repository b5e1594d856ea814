package io.openmimc.kit.topic;

/** A roster that is kept, and until when it may be used. */
final class RosterEntry {
    private final Roster roster;
    private volatile long confirmedNanos;
    private volatile long usedNanos;
    private volatile long respiteNanos; // until when it serves unconfirmed
    private volatile boolean changed;

    /** @param startNanos when the call began that brought it */
    RosterEntry(Roster roster, long startNanos) {
        this.roster = roster;
        this.confirmedNanos = startNanos;
        this.usedNanos = startNanos;
        this.respiteNanos = startNanos;
    }

    Roster roster() {
        return roster;
    }

    void used(long nowNanos) {
        usedNanos = nowNanos;
    }

    boolean inUse(long nowNanos, long withinNanos) {
        return !changed && nowNanos - usedNanos < withinNanos;
    }

    /** It was true at that time. */
    void confirm(long startNanos) {
        if (startNanos - confirmedNanos > 0) {
            confirmedNanos = startNanos;
        }
    }

    boolean confirmed(long nowNanos) {
        return !changed && nowNanos - confirmedNanos < TopicDirectory.FRESH_FOR.toNanos();
    }

    /** It is not true any more. */
    void changed() {
        changed = true;
    }

    /** Topic-service could not be asked: whether this may serve all the same, for a while. */
    boolean grant(long nowNanos) {
        boolean granted = !changed && nowNanos - confirmedNanos < TopicDirectory.KEPT_FOR.toNanos();
        if (granted) {
            respiteNanos = nowNanos + TopicDirectory.RESPITE.toNanos();
        }
        return granted;
    }

    boolean respite(long nowNanos) {
        return !changed && nowNanos - respiteNanos < 0;
    }
}
