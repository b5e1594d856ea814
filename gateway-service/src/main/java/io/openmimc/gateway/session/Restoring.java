package io.openmimc.gateway.session;

import java.time.Duration;

/**
 * When all sessions are to be written to the registry again: after a lapse, in which others may have taken them for offline,
 * and once in a while so that they do not expire. One walk over them at a time, and no lapse is forgotten, whenever it is told:
 * one told during a walk asks for another, as the walk may have been at the sessions before it.
 */
final class Restoring {
    /** What is to be done now. */
    enum Walk {
        NONE,
        RENEW,
        /** The sessions pull their inboxes, too. */
        RESTORE
    }

    private final Duration renewal;
    private boolean lapsed;
    private boolean walking;
    private long renewedNanos;

    Restoring(Duration renewal, long nowNanos) {
        this.renewal = renewal;
        this.renewedNanos = nowNanos;
    }

    /** The registry may hold less than it did. */
    synchronized void lapsed() {
        lapsed = true;
    }

    /** The registry answers: what is to be done; {@link #ended} must follow on a walk. */
    synchronized Walk next(long nowNanos) {
        boolean due = nowNanos - renewedNanos > renewal.toNanos();
        if (walking || !(lapsed || due)) {
            return Walk.NONE;
        }
        Walk walk = lapsed ? Walk.RESTORE : Walk.RENEW;
        lapsed = false;
        walking = true;
        renewedNanos = nowNanos;
        return walk;
    }

    /** The walk is over. */
    synchronized void ended() {
        walking = false;
    }
}
