package io.openmimc.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One series of messages: when each was due, whether it was acknowledged, how often it arrived and how long that took.
 * Thread-safe. Times are counted from when a message was due, not from when it was sent.
 */
public final class Ledger {
    private static final int DIGITS = 3;
    private static final int OPEN = 0;
    private static final int ACKED = 1;
    private static final int REFUSED = 2;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int series;
    private final AtomicLongArray dueNanos;
    private final AtomicIntegerArray recipients;
    private final AtomicIntegerArray arrivals;
    private final AtomicIntegerArray answers;
    private final Histogram deliveries = new ConcurrentHistogram(DIGITS);
    private final Histogram acks = new ConcurrentHistogram(DIGITS);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acked = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
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
        dueNanos = new AtomicLongArray(messages);
        recipients = new AtomicIntegerArray(messages);
        arrivals = new AtomicIntegerArray(messages);
        answers = new AtomicIntegerArray(messages);
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
        dueNanos.set(index, due);
        recipients.set(index, devices);
        sent.incrementAndGet();
        owed.addAndGet(devices);
    }

    /** The server has it. Further answers for the same message are passed over. */
    public void acked(int index, long nowNanos) {
        if (answers.compareAndSet(index, OPEN, ACKED)) {
            acks.recordValue(Math.max(0, nowNanos - dueNanos.get(index)));
            lastAnswerNanos.accumulateAndGet(nowNanos, Math::max);
            acked.incrementAndGet();
        }
    }

    /** The server does not take it; it is not sent again. */
    public void refused(int index) {
        if (answers.compareAndSet(index, OPEN, REFUSED)) {
            refused.incrementAndGet();
        }
    }

    /** A message arrived at a device that has not had it before. */
    public void arrived(int index, long nowNanos) {
        arrivals.incrementAndGet(index);
        deliveries.recordValue(Math.max(0, nowNanos - dueNanos.get(index)));
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
        for (int i = 0; i < answers.length(); i++) {
            if (answers.get(i) == ACKED) {
                lost += Math.max(0, recipients.get(i) - arrivals.get(i));
            }
        }
        return lost;
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
        return Math.max(0, lastArrivalNanos.get() - dueNanos.get(0)) / 1e9;
    }

    /** From when the first message was due to the last acknowledgement. */
    public double answeredSeconds() {
        return Math.max(0, lastAnswerNanos.get() - dueNanos.get(0)) / 1e9;
    }

    /** From now on arrivals are counted from another time, in {@link System#nanoTime}. */
    public void dueAt(long nanos) {
        for (int i = 0; i < dueNanos.length(); i++) {
            dueNanos.set(i, nanos);
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
