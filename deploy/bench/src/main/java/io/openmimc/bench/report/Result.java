package io.openmimc.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.openmimc.bench.Load;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Tally;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a run found. Latencies are from when a message was due, by its rate, until a device had it, or its sender the
 * acknowledgement.
 *
 * @param refused what was not taken
 * @param refusedButDelivered refused, and delivered nevertheless
 * @param withheld not sent, because the connection was gone or took no more
 * @param limited refusals are what is expected
 * @param figures that only this scenario has
 */
public record Result(
        @JsonProperty("scenario") String scenario,
        @JsonProperty("rate") double rate,
        @JsonProperty("duration_s") int seconds,
        @JsonProperty("users") int users,
        @JsonProperty("size_bytes") int sizeBytes,
        @JsonProperty("sent") long sent,
        @JsonProperty("acked") long acked,
        @JsonProperty("unacknowledged") long unacknowledged,
        @JsonProperty("delivered") long delivered,
        @JsonProperty("deliveries_per_s") double deliveriesPerSecond,
        @JsonProperty("lost") long lost,
        @JsonProperty("duplicates") long duplicates,
        @JsonProperty("out_of_order") long outOfOrder,
        @JsonProperty("damaged") long damaged,
        @JsonProperty("p50_ms") double p50,
        @JsonProperty("p90_ms") double p90,
        @JsonProperty("p99_ms") double p99,
        @JsonProperty("p999_ms") double p999,
        @JsonProperty("max_ms") double max,
        @JsonProperty("ack_p50_ms") double ackP50,
        @JsonProperty("ack_p99_ms") double ackP99,
        @JsonProperty("refused") Refusals refused,
        @JsonProperty("refused_but_delivered") long refusedButDelivered,
        @JsonProperty("withheld") long withheld,
        @JsonProperty("limited") boolean limited,
        @JsonUnwrapped Cost cost,
        @JsonProperty("figures") Map<String, Double> figures) {
    private static final double NANOS_PER_MS = 1e6;

    /** Of a series that is over. */
    public static Result of(String scenario, Load load, Ledger ledger, Cost cost, Map<String, Double> figures) {
        return of(scenario, load, ledger, cost, figures, false);
    }

    /** Of a series that is over, of which most is to be refused. */
    public static Result ofLimited(String scenario, Load load, Ledger ledger, Cost cost) {
        return of(scenario, load, ledger, cost, Map.of(), true);
    }

    private static Result of(
            String scenario, Load load, Ledger ledger, Cost cost, Map<String, Double> figures, boolean limited) {
        Histogram deliveries = ledger.deliveryNanos();
        return new Result(
                scenario,
                load.rate(),
                load.seconds(),
                load.users(),
                load.sizeBytes(),
                ledger.sent(),
                ledger.acknowledged(),
                ledger.unacknowledged(),
                ledger.delivered(),
                ledger.delivered() / Math.max(1e-9, ledger.spanSeconds()),
                ledger.lost(),
                ledger.duplicates(),
                ledger.ordersBroken(),
                ledger.damages(),
                ms(deliveries, 50),
                ms(deliveries, 90),
                ms(deliveries, 99),
                ms(deliveries, 99.9),
                deliveries.getMaxValue() / NANOS_PER_MS,
                ms(ledger.ackNanos(), 50),
                ms(ledger.ackNanos(), 99),
                Refusals.of(Tally.of(ledger.outcomes(), 0, ledger.outcomes().size(), Long.MAX_VALUE)),
                ledger.refusedButDelivered(),
                ledger.withheld(),
                limited,
                cost,
                figures);
    }

    /** The same with one more figure. */
    public Result with(String figure, double value) {
        Map<String, Double> more = new TreeMap<>(figures);
        more.put(figure, value);
        return new Result(
                scenario,
                rate,
                seconds,
                users,
                sizeBytes,
                sent,
                acked,
                unacknowledged,
                delivered,
                deliveriesPerSecond,
                lost,
                duplicates,
                outOfOrder,
                damaged,
                p50,
                p90,
                p99,
                p999,
                max,
                ackP50,
                ackP99,
                refused,
                refusedButDelivered,
                withheld,
                limited,
                cost,
                more);
    }

    private static double ms(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MS;
    }

    /**
     * Whether every message was acknowledged, or refused where that is to be expected, and what was acknowledged, and nothing else,
     * arrived, once, as it was sent, in order.
     */
    public boolean isClean() {
        long expected = limited ? refused.count() : 0;
        return unacknowledged == expected
                && withheld + lost + duplicates + outOfOrder + damaged + refusedButDelivered == 0;
    }
}
