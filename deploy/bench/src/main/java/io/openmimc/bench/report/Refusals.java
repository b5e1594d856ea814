package io.openmimc.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.bench.load.Tally;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server did not take.
 *
 * @param count of all codes
 * @param byCode as in a PACKET_ACK: 503 it is busy, 429 over a rate limit or over 64 messages of a device without an answer
 * @param p50 from when a message was due until its sender had the refusal, ms
 */
public record Refusals(
        @JsonProperty("count") long count,
        @JsonProperty("by_code") Map<Integer, Long> byCode,
        @JsonProperty("p50_ms") double p50,
        @JsonProperty("p99_ms") double p99,
        @JsonProperty("max_ms") double max) {
    private static final double NANOS_PER_MS = 1e6;

    static Refusals of(Tally tally) {
        return new Refusals(
                tally.allRefused(),
                tally.refused(),
                tally.refusals().getValueAtPercentile(50) / NANOS_PER_MS,
                tally.refusals().getValueAtPercentile(99) / NANOS_PER_MS,
                tally.refusals().getMaxValue() / NANOS_PER_MS);
    }

    /** As {@code 429: 17, 503: 4}. */
    String codes() {
        return byCode.entrySet().stream()
                .map(code -> code.getKey() + ": " + code.getValue())
                .collect(Collectors.joining(", "));
    }
}
