package io.openmimc.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of the messages that were due in one stretch of a series, each for one device. Latencies are in nanoseconds and
 * from when a message was due.
 *
 * @param due how many
 * @param sent how many of them the generator could write to a connection
 * @param acked by the server
 * @param delivered of those that were acknowledged, at whatever time
 * @param inTime of those that were delivered, how many until the stretch was over
 * @param refused by code
 * @param refusedButDelivered those that arrived nevertheless
 * @param unanswered sent, and neither acknowledged nor refused
 * @param deliveries until a device had it
 * @param acks until the sender had the acknowledgement
 * @param refusals until the sender had the refusal
 * @param lateness until the generator had written it
 */
public record Tally(
        int due,
        long sent,
        long acked,
        long delivered,
        long inTime,
        Map<Integer, Long> refused,
        long refusedButDelivered,
        long unanswered,
        Histogram deliveries,
        Histogram acks,
        Histogram refusals,
        Histogram lateness) {
    private static final int DIGITS = 3;

    /**
     * Of messages from one index on and before another.
     *
     * @param endNanos when the stretch was over
     */
    public static Tally of(Outcomes outcomes, int from, int to, long endNanos) {
        long sent = 0;
        long acked = 0;
        long delivered = 0;
        long inTime = 0;
        long refusedButDelivered = 0;
        long unanswered = 0;
        Map<Integer, Long> refused = new TreeMap<>();
        Histogram deliveries = new Histogram(DIGITS);
        Histogram acks = new Histogram(DIGITS);
        Histogram refusals = new Histogram(DIGITS);
        Histogram lateness = new Histogram(DIGITS);
        for (int i = from; i < to; i++) {
            if (!outcomes.isSent(i)) {
                continue;
            }
            sent++;
            long due = outcomes.dueNanos(i);
            record(lateness, outcomes.sentNanos(i) - due);
            if (outcomes.isRefused(i)) {
                refused.merge(outcomes.code(i), 1L, Long::sum);
                record(refusals, outcomes.answeredNanos(i) - due);
                refusedButDelivered += outcomes.arrivals(i) > 0 ? 1 : 0;
            } else if (outcomes.isAcked(i)) {
                acked++;
                record(acks, outcomes.answeredNanos(i) - due);
                if (outcomes.arrivals(i) > 0) {
                    delivered++;
                    inTime += outcomes.arrivedNanos(i) - endNanos <= 0 ? 1 : 0;
                    record(deliveries, outcomes.arrivedNanos(i) - due);
                }
            } else {
                unanswered++;
            }
        }
        return new Tally(
                to - from,
                sent,
                acked,
                delivered,
                inTime,
                refused,
                refusedButDelivered,
                unanswered,
                deliveries,
                acks,
                refusals,
                lateness);
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.max(0, nanos));
    }

    /** Refused with whatever code. */
    public long allRefused() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Due, but neither refused nor delivered: not sent, not answered, or lost. */
    public long missing() {
        return due - allRefused() - delivered;
    }

    /** Due, and for whatever reason not sent: the connection was gone, or took no more. */
    public long withheld() {
        return due - sent;
    }
}
