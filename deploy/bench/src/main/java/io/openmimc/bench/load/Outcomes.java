package io.openmimc.bench.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What became of each message of a series, and when. Thread-safe. Times are those of {@link System#nanoTime}.
 */
public final class Outcomes {
    private static final int UNSENT = 0;
    private static final int OPEN = 1;
    private static final int ACKED = 2;
    /** Codes of refusals are above. */
    private static final int LAST_STATE = ACKED;

    private final AtomicIntegerArray verdicts;
    private final AtomicIntegerArray recipients;
    private final AtomicIntegerArray arrivals;
    private final AtomicLongArray dueNanos;
    private final AtomicLongArray sentNanos;
    private final AtomicLongArray answeredNanos;
    private final AtomicLongArray arrivedNanos;

    Outcomes(int messages) {
        verdicts = new AtomicIntegerArray(messages);
        recipients = new AtomicIntegerArray(messages);
        arrivals = new AtomicIntegerArray(messages);
        dueNanos = new AtomicLongArray(messages);
        sentNanos = new AtomicLongArray(messages);
        answeredNanos = new AtomicLongArray(messages);
        arrivedNanos = new AtomicLongArray(messages);
    }

    /** How many messages there may be. */
    public int size() {
        return verdicts.length();
    }

    void due(int index, long nanos) {
        dueNanos.set(index, nanos);
    }

    void sending(int index, long due, long nowNanos, int devices) {
        dueNanos.set(index, due);
        sentNanos.set(index, nowNanos);
        recipients.set(index, devices);
        verdicts.set(index, OPEN);
    }

    /** False where it has its answer already. */
    boolean acked(int index, long nowNanos) {
        return answer(index, ACKED, nowNanos);
    }

    /** False where it has its answer already. */
    boolean refused(int index, int code, long nowNanos) {
        return answer(index, Math.max(LAST_STATE + 1, code), nowNanos);
    }

    private boolean answer(int index, int verdict, long nowNanos) {
        if (!verdicts.compareAndSet(index, OPEN, verdict)) {
            return false;
        }
        answeredNanos.set(index, nowNanos);
        return true;
    }

    void arrived(int index, long nowNanos) {
        arrivedNanos.set(index, nowNanos);
        arrivals.incrementAndGet(index);
    }

    public boolean isSent(int index) {
        return verdicts.get(index) != UNSENT;
    }

    public boolean isAnswered(int index) {
        return verdicts.get(index) > OPEN;
    }

    public boolean isAcked(int index) {
        return verdicts.get(index) == ACKED;
    }

    public boolean isRefused(int index) {
        return verdicts.get(index) > LAST_STATE;
    }

    /** The code of the refusal; of a message that {@link #isRefused}. */
    public int code(int index) {
        return verdicts.get(index);
    }

    /** How many devices it has reached. */
    public int arrivals(int index) {
        return arrivals.get(index);
    }

    /** How many devices have not got it that are to get it; whether it was acknowledged or not. */
    public int missing(int index) {
        return Math.max(0, recipients.get(index) - arrivals.get(index));
    }

    /** When it should be sent. */
    public long dueNanos(int index) {
        return dueNanos.get(index);
    }

    /** When it was sent. */
    public long sentNanos(int index) {
        return sentNanos.get(index);
    }

    /** When its sender had the answer. */
    public long answeredNanos(int index) {
        return answeredNanos.get(index);
    }

    /** When the last device that has it got it. */
    public long arrivedNanos(int index) {
        return arrivedNanos.get(index);
    }
}
