package io.openmimc.gateway.accept;

import io.openmimc.proto.Sequence;

/**
 * A message that is durable.
 *
 * @param timestampMs milliseconds since the Unix epoch, the time part of the sequence
 */
public record Accepted(long sequence, long timestampMs) {

    static Accepted as(long sequence) {
        return new Accepted(sequence, Sequence.timestampMs(sequence));
    }
}
