package io.openmimc.bench.load;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The messages that were due in one second.
 *
 * @param second from the start of the load on, the first is 0
 * @param due how many
 * @param delivered of those that were acknowledged
 * @param refused with whatever code
 * @param missing neither delivered nor refused
 * @param p99Millis of those that were delivered, from when they were due; 0 where none was
 */
public record Window(
        @JsonProperty("second") int second,
        @JsonProperty("due") int due,
        @JsonProperty("delivered") long delivered,
        @JsonProperty("refused") long refused,
        @JsonProperty("missing") long missing,
        @JsonProperty("p99_ms") double p99Millis) {
    private static final double NANOS_PER_MS = 1e6;

    static Window of(int second, Tally tally) {
        return new Window(
                second,
                tally.due(),
                tally.delivered(),
                tally.allRefused(),
                tally.missing(),
                tally.deliveries().getValueAtPercentile(99) / NANOS_PER_MS);
    }

    /** Whether all of it came, the slowest hundredth but in time. */
    boolean isWithin(double millis) {
        return refused == 0 && missing == 0 && p99Millis <= millis;
    }
}
