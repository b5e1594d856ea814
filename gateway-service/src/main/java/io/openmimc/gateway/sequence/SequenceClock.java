package io.openmimc.gateway.sequence;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A hybrid logical clock that gives sequences. Its time is the wall clock's, but never behind the last sequence given,
 * nor behind any observed one, nor behind what its node number gave before a restart; so a message that is sent after
 * its sender received another one has the larger sequence, whatever the wall clocks of the gateways say. The layout of
 * a sequence is in {@link Sequence}. Safe for all threads; the only thing that all senders share, hence without a lock.
 */
@Singleton
public class SequenceClock {
    private static final int COUNTERS = Sequence.COUNTER_BITS;

    private final Clock wall;
    private final LongSupplier nanoTime;
    /** The smallest time that may be given next: milliseconds since {@link Sequence#EPOCH_MS}, then the counter. */
    private final AtomicLong floor = new AtomicLong();

    private volatile @Nullable Grant grant;

    @Inject
    public SequenceClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /**
     * @param wall may jump, also backwards
     * @param nanoTime never jumps; leases are measured with it
     */
    SequenceClock(Clock wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
    }

    /**
     * A new sequence; its time part is the timestamp of the message.
     *
     * @throws ImException UNAVAILABLE while this gateway holds no node number that is certainly its own
     */
    public long next() {
        Grant current = grant;
        if (current == null || nanoTime.getAsLong() - current.deadlineNanos() >= 0) {
            throw new ImException(ErrorCode.UNAVAILABLE, "no sequence can be given at the moment, try again");
        }
        while (true) {
            long before = floor.get();
            long time = Math.max(before, ticks(wall.millis()));
            // Checked before it is taken: whoever gets this node number next starts above the reservation, so even a
            // thread that sleeps between these lines gives nothing twice.
            if (timestampMs(time) > current.reservedMs()) {
                throw new ImException(ErrorCode.UNAVAILABLE, "the clock ran ahead of its reservation, try again");
            }
            if (floor.compareAndSet(before, time + 1)) {
                return Sequence.of(timestampMs(time), current.node(), counter(time));
            }
        }
    }

    /** Everything given from now on will be larger than this sequence of whatever gateway. */
    public void observe(long sequence) {
        long time = ticks(Sequence.timestampMs(sequence));
        Grant current = grant;
        int node = Sequence.node(sequence);
        // Within one millisecond the node number decides before the counter does.
        if (current == null || current.node() < node) {
            raise(time + (1L << COUNTERS));
        } else if (current.node() == node) {
            raise(time + Sequence.counter(sequence) + 1);
        } else {
            raise(time);
        }
    }

    /** Nothing will be given at or before this time. Unit: milliseconds since the Unix epoch. */
    void startAfter(long timestampMs) {
        raise(ticks(timestampMs + 1));
    }

    void grant(Grant newGrant) {
        grant = newGrant;
    }

    void revoke() {
        grant = null;
    }

    /** Whether sequences can be given at this moment. */
    public boolean running() {
        Grant current = grant;
        return current != null && nanoTime.getAsLong() - current.deadlineNanos() < 0;
    }

    /**
     * Moves on, past everything that was given.
     *
     * @return in milliseconds since the Unix epoch; every sequence given so far is earlier, and none given from now on is
     */
    public long advance() {
        long nextMs = timeMs() + 1;
        raise(ticks(nextMs));
        return nextMs;
    }

    /** The earliest time of the next sequence, in milliseconds since the Unix epoch. */
    long timeMs() {
        return Math.max(lastMs(), wall.millis());
    }

    /** No sequence was given or observed later than this. Unit: milliseconds since the Unix epoch. */
    long lastMs() {
        return timestampMs(floor.get());
    }

    /** How far the sequences are ahead of the wall clock, in milliseconds; 0 is healthy. */
    long driftMs() {
        return Math.max(0, lastMs() - wall.millis());
    }

    private void raise(long time) {
        long before = floor.get();
        while (before < time && !floor.compareAndSet(before, time)) {
            before = floor.get();
        }
    }

    private static long ticks(long timestampMs) {
        return (timestampMs - Sequence.EPOCH_MS) << COUNTERS;
    }

    private static long timestampMs(long ticks) {
        return (ticks >> COUNTERS) + Sequence.EPOCH_MS;
    }

    private static int counter(long ticks) {
        return (int) (ticks & Sequence.MAX_COUNTER);
    }

    /**
     * The right to give sequences.
     *
     * @param node the node number
     * @param reservedMs the last millisecond that sequences may carry
     * @param deadlineNanos when it ends, in the time of {@code nanoTime}
     */
    record Grant(int node, long reservedMs, long deadlineNanos) {}
}
