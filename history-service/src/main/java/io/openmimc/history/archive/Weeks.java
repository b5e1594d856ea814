package io.openmimc.history.archive;

import io.openmimc.proto.Sequence;
import java.time.Duration;

/** Weeks, counted from the Unix epoch: with the conversation they bound a partition of the archive. */
final class Weeks {
    private static final long WEEK_MS = Duration.ofDays(7).toMillis();

    private Weeks() {}

    /** The week in which a message was accepted. */
    static int of(long sequence) {
        return ofTime(Sequence.timestampMs(sequence));
    }

    /** @param ms since the Unix epoch, not before it */
    static int ofTime(long ms) {
        return (int) (ms / WEEK_MS);
    }
}
