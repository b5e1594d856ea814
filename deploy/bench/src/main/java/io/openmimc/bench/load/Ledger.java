package io.openmimc.bench.load;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One series of messages: when each was due, whether it was acknowledged or refused, how often it arrived and how long that took.
 * Thread-safe. Times are counted from when a message was due, not from when it was sent.
 */
public final class Ledger {
    private static final int DIGITS = 3;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int series;
    private final Outcomes outcomes;
    private final Histogram deliveries = new ConcurrentHistogram(DIGITS);
    private final Histogram acks = new ConcurrentHistogram(DIGITS);
    private final Reasons reasons = new Reasons();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong withheld = new AtomicLong();
    private final AtomicLong owed = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong outOfOrder = new AtomicLong();
    private final AtomicLong damaged = new AtomicLong();
    private final AtomicLong lastArrivalNanos = new AtomicLong();
    private final AtomicLong lastAnswerNanos = new AtomicLong();

    /**
     * @param series tells its messages from those of others that arrive at the same devices
     * @param messages how many there may be
     */
    public Ledger(int series, int messages) {
        this.series = series;
        outcomes = new Outcomes(messages);
    }

    public int series() {
        return series;
    }

    /**
     * A message is about to be sent.
     *
     * @param due when it should be, in {@link System#nanoTime}
     * @param devices that are to get it
     */
    public void sending(int index, long due, int devices) {
        outcomes.sending(index, due, System.nanoTime(), devices);
        sent.incrementAndGet();
        owed.addAndGet(devices);
    }

    /** A message is not sent: its connection is gone, or takes no more. */
    public void withheld(int index, long due) {
        outcomes.due(index, due);
        withheld.incrementAndGet();
    }

    /** The server has it. Further answers for the same message are passed over. */
    public void acked(int index, long nowNanos) {
        if (outcomes.acked(index, nowNanos)) {
            acks.recordValue(Math.max(0, nowNanos - outcomes.dueNanos(index)));
            lastAnswerNanos.accumulateAndGet(nowNanos, Math::max);
            acked.incrementAndGet();
        }
    }

    /**
     * The server does not take it; it is not sent again. Further answers for the same message are passed over.
     *
     * @param code as in a PACKET_ACK
     * @param reason what the server says
     */
    public void refused(int index, int code, String reason, long nowNanos) {
        if (outcomes.refused(index, code, nowNanos)) {
            reasons.count(code, reason);
            refused.incrementAndGet();
        }
    }

    /** A message arrived at a device that has not had it before. */
    public void arrived(int index, long nowNanos) {
        outcomes.arrived(index, nowNanos);
        deliveries.recordValue(Math.max(0, nowNanos - outcomes.dueNanos(index)));
        lastArrivalNanos.accumulateAndGet(nowNanos, Math::max);
        arrived.incrementAndGet();
    }

    /** A message arrived once more at the same device. */
    public void duplicate() {
        duplicates.incrementAndGet();
    }

    /** A message arrived after a later one of its conversation. */
    public void outOfOrder() {
        outOfOrder.incrementAndGet();
    }

    /** Something arrived that is not what was sent. */
    public void damaged() {
        damaged.incrementAndGet();
    }

    /** Whether every message has its answer and has arrived at all its devices, but for those that were refused. */
    public boolean complete() {
        return answered() && (arrived.get() >= owed.get() || lost() == 0);
    }

    /** Whether every message that was sent has its answer. */
    public boolean answered() {
        return acked.get() + refused.get() >= sent.get();
    }

    /**
     * Waits until it is {@link #complete}.
     *
     * @return false where it was not within the time
     */
    public boolean awaitComplete(long timeout, TimeUnit unit) {
        return await(this::complete, timeout, unit);
    }

    /**
     * Waits until it is {@link #answered}.
     *
     * @return false where it was not within the time
     */
    public boolean awaitAnswers(long timeout, TimeUnit unit) {
        return await(this::answered, timeout, unit);
    }

    private static boolean await(BooleanSupplier done, long timeout, TimeUnit unit) {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /** Deliveries that are missing of messages that were acknowledged. */
    public long lost() {
        long lost = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            lost += outcomes.isAcked(i) ? outcomes.missing(i) : 0;
        }
        return lost;
    }

    /** Messages that were refused, and arrived nevertheless. */
    public long refusedButDelivered() {
        long delivered = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            delivered += outcomes.isRefused(i) && outcomes.arrivals(i) > 0 ? 1 : 0;
        }
        return delivered;
    }

    /** What became of each message. */
    public Outcomes outcomes() {
        return outcomes;
    }

    public long sent() {
        return sent.get();
    }

    public long acknowledged() {
        return acked.get();
    }

    /** Refused, or not answered at all. */
    public long unacknowledged() {
        return sent.get() - acked.get();
    }

    public long refused() {
        return refused.get();
    }

    /** How many were refused with which code, and what the server said. */
    public Map<String, Long> reasons() {
        return reasons.counts();
    }

    /** Not sent, see {@link #withheld(int, long)}. */
    public long withheld() {
        return withheld.get();
    }

    public long delivered() {
        return arrived.get();
    }

    public long duplicates() {
        return duplicates.get();
    }

    public long ordersBroken() {
        return outOfOrder.get();
    }

    public long damages() {
        return damaged.get();
    }

    /** From when the first message was due to the last arrival. */
    public double spanSeconds() {
        return Math.max(0, lastArrivalNanos.get() - outcomes.dueNanos(0)) / 1e9;
    }

    /** From when the first message was due to the last acknowledgement. */
    public double answeredSeconds() {
        return Math.max(0, lastAnswerNanos.get() - outcomes.dueNanos(0)) / 1e9;
    }

    /** From now on arrivals are counted from another time, in {@link System#nanoTime}. */
    public void dueAt(long nanos) {
        for (int i = 0; i < outcomes.size(); i++) {
            outcomes.due(i, nanos);
        }
    }

    /** In nanoseconds, from when a message was due until a device had it. */
    public Histogram deliveryNanos() {
        return deliveries;
    }

    /** In nanoseconds, from when a message was due until its sender had the acknowledgement. */
    public Histogram ackNanos() {
        return acks;
    }
}
