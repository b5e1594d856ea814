package io.openmimc.proto;

/**
 * The layout of a message's sequence: 63 bits, from the top 41 bits of milliseconds since {@link #EPOCH_MS}, 10 bits of
 * node number, 12 bits of counter. Comparing sequences therefore compares times first, and the time of a message can be
 * read back from its sequence.
 */
public final class Sequence {
    /** 2020-01-01T00:00:00Z in milliseconds; the 41 bits last until 2089. */
    public static final long EPOCH_MS = 1_577_836_800_000L;

    public static final int NODE_BITS = 10;
    public static final int COUNTER_BITS = 12;
    public static final int MAX_NODE = (1 << NODE_BITS) - 1;
    public static final int MAX_COUNTER = (1 << COUNTER_BITS) - 1;

    private static final int TIME_SHIFT = NODE_BITS + COUNTER_BITS;
    private static final long MAX_TIME = (1L << 41) - 1;

    private Sequence() {}

    /**
     * @param timestampMs milliseconds since the Unix epoch
     * @param node 0 to {@link #MAX_NODE}
     * @param counter 0 to {@link #MAX_COUNTER}
     */
    public static long of(long timestampMs, int node, int counter) {
        return ((timestampMs - EPOCH_MS) << TIME_SHIFT) | ((long) node << COUNTER_BITS) | counter;
    }

    /** Milliseconds since the Unix epoch at which the message was accepted: what clients see as its timestamp. */
    public static long timestampMs(long sequence) {
        return (sequence >>> TIME_SHIFT) + EPOCH_MS;
    }

    /** The number of the node that gave it. */
    public static int node(long sequence) {
        return (int) (sequence >>> COUNTER_BITS) & MAX_NODE;
    }

    /** Its number among those that one node gave in one millisecond. */
    public static int counter(long sequence) {
        return (int) sequence & MAX_COUNTER;
    }

    /**
     * The smallest sequence of a message accepted at or after a time.
     *
     * @param timestampMs milliseconds since the Unix epoch; times outside the range of sequences are clamped to it
     */
    public static long firstAt(long timestampMs) {
        if (timestampMs <= EPOCH_MS) {
            return 0;
        }
        long time = timestampMs - EPOCH_MS;
        return time > MAX_TIME ? Long.MAX_VALUE : time << TIME_SHIFT;
    }
}
