package io.openmimc.bench.load;

/**
 * What came of a rate that was tried.
 *
 * @param p99Millis of what was delivered, from when it was due
 * @param badShare of all that was due: refused, lost, not answered or not sent, 0 to 1
 * @param lateMillis the p99 of how late the generator itself was
 */
public record Reading(double p99Millis, double badShare, double lateMillis) {
    /** As the slowest hundredth may be slow, the worst thousandth may be refused. */
    private static final double BAD_SHARE = 0.001;

    private static final double NANOS_PER_MS = 1e6;

    public static Reading of(Tally tally) {
        return new Reading(
                tally.deliveries().getValueAtPercentile(99) / NANOS_PER_MS,
                (double) (tally.allRefused() + tally.missing()) / tally.due(),
                tally.lateness().getValueAtPercentile(99) / NANOS_PER_MS);
    }

    /** Whether a server can go on like that. */
    public boolean isSustained(double p99BoundMillis) {
        return badShare <= BAD_SHARE && p99Millis <= p99BoundMillis;
    }
}
