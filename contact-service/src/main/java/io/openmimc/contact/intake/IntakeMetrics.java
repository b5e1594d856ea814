package io.openmimc.contact.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.proto.events.Kind;
import jakarta.inject.Singleton;

/**
 * {@code contact.rows{kind}} (written, by {@code p2p} or {@code p2t}), {@code contact.poll.messages} and
 * {@code contact.poll.rows} (of one poll: what came, and what is left to write of it).
 */
@Singleton
class IntakeMetrics {
    private final Counter p2p;
    private final Counter p2t;
    private final DistributionSummary messages;
    private final DistributionSummary rows;

    IntakeMetrics(MeterRegistry meters) {
        p2p = meters.counter("contact.rows", "kind", "p2p");
        p2t = meters.counter("contact.rows", "kind", "p2t");
        messages = meters.summary("contact.poll.messages");
        rows = meters.summary("contact.poll.rows");
    }

    void polled(int ofMessages, int ofRows) {
        messages.record(ofMessages);
        rows.record(ofRows);
    }

    void written(Kind kind) {
        (kind == Kind.P2T ? p2t : p2p).increment();
    }
}
