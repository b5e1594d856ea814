package io.openmimc.kit.kafka;

import java.time.Duration;

/**
 * Something that ought to move and does not.
 *
 * @param place names the consumer, and what of its topic stands still
 * @param reason what is told of it, without anything of the records
 */
record Stall(String place, String reason, Duration since) {

    static Stall ofPartition(String consumer, String topic, int partition, long records, Duration since) {
        return new Stall(
                consumer + " " + topic + "-" + partition,
                "no progress for " + since.toSeconds() + " s, records to be done: " + records,
                since);
    }

    static Stall ofLoop(String consumer, String topic, Duration since) {
        return new Stall(consumer + " " + topic, "its loop has not turned for " + since.toSeconds() + " s", since);
    }
}
