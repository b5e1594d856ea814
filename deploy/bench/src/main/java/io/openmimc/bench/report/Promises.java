package io.openmimc.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.bench.load.Ledger;

/**
 * What holds however much there is: of each number, whether it is 0.
 *
 * @param lost acknowledged, and not delivered
 * @param duplicates delivered twice to the same device
 * @param outOfOrder delivered after a later one of its sender
 * @param damaged not what was sent
 * @param refusedButDelivered refused, and delivered nevertheless
 * @param unanswered neither acknowledged nor refused
 */
public record Promises(
        @JsonProperty("lost") long lost,
        @JsonProperty("duplicates") long duplicates,
        @JsonProperty("out_of_order") long outOfOrder,
        @JsonProperty("damaged") long damaged,
        @JsonProperty("refused_but_delivered") long refusedButDelivered,
        @JsonProperty("unanswered") long unanswered) {
    /** Of a series that is over. */
    public static Promises of(Ledger ledger) {
        return new Promises(
                ledger.lost(),
                ledger.duplicates(),
                ledger.ordersBroken(),
                ledger.damages(),
                ledger.refusedButDelivered(),
                ledger.unacknowledged() - ledger.refused());
    }

    /** Whether all were kept. */
    boolean areKept() {
        return lost + duplicates + outOfOrder + damaged + refusedButDelivered + unanswered == 0;
    }
}
