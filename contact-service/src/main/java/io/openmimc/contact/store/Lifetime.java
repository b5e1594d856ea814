package io.openmimc.contact.store;

import io.openmimc.proto.Sequence;
import java.time.Duration;

/** How long a message counts as recent: 30 days from when it was accepted. */
public final class Lifetime {
    /** Manual 「获取最近通讯列表」: one month. */
    public static final Duration RECENT = Duration.ofDays(30);

    private Lifetime() {}

    /**
     * What is left of it, in seconds; 0 when it is over. All of it for a message of a clock that is ahead of ours.
     *
     * @param nowMs ms since the Unix epoch
     */
    public static int secondsLeft(long sequence, long nowMs) {
        long age = Math.max(0, nowMs - Sequence.timestampMs(sequence));
        return (int) Math.max(0, RECENT.minusMillis(age).toSeconds());
    }

    /** The first sequence that is recent. */
    public static long firstRecent(long nowMs) {
        return Sequence.firstAt(nowMs - RECENT.toMillis());
    }
}
