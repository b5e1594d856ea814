package io.openmimc.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.bench.load.Tally;
import org.HdrHistogram.Histogram;

/**
 * What became of the messages that were due in one stretch of a load. Latencies are from when a message was due.
 *
 * @param offered messages a second that were due
 * @param goodput messages a second that were acknowledged, and delivered before the stretch was over
 * @param withheld not sent, because the connection was gone or took no more
 * @param unanswered neither acknowledged nor refused
 * @param p50 of what was acknowledged, until it was delivered
 * @param late50 how late the generator itself was: the latencies have that in them
 */
public record StretchResult(
        @JsonProperty("offered_per_s") double offered,
        @JsonProperty("goodput_per_s") double goodput,
        @JsonProperty("sent") long sent,
        @JsonProperty("withheld") long withheld,
        @JsonProperty("acked") long acked,
        @JsonProperty("delivered") long delivered,
        @JsonProperty("unanswered") long unanswered,
        @JsonProperty("p50_ms") double p50,
        @JsonProperty("p99_ms") double p99,
        @JsonProperty("max_ms") double max,
        @JsonProperty("ack_p50_ms") double ackP50,
        @JsonProperty("ack_p99_ms") double ackP99,
        @JsonProperty("refused") Refusals refused,
        @JsonProperty("generator_late_p50_ms") double late50,
        @JsonProperty("generator_late_p99_ms") double late99) {
    private static final double NANOS_PER_MS = 1e6;

    /** Of a stretch of so many seconds. */
    public static StretchResult of(int seconds, Tally tally) {
        return new StretchResult(
                (double) tally.due() / seconds,
                (double) tally.inTime() / seconds,
                tally.sent(),
                tally.withheld(),
                tally.acked(),
                tally.delivered(),
                tally.unanswered(),
                ms(tally.deliveries(), 50),
                ms(tally.deliveries(), 99),
                ms(tally.deliveries(), 100),
                ms(tally.acks(), 50),
                ms(tally.acks(), 99),
                Refusals.of(tally),
                ms(tally.lateness(), 50),
                ms(tally.lateness(), 99));
    }

    private static double ms(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MS;
    }
}
