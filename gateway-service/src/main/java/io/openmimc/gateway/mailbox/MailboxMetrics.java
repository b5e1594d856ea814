package io.openmimc.gateway.mailbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** What all mailboxes hold and do. */
@Singleton
public class MailboxMetrics {
    private final LongAdder queuedMessages = new LongAdder();
    private final LongAdder queuedBytes = new LongAdder();
    private final Counter taken;
    private final Counter spilled;
    private final Counter overtaken;
    private final Counter resent;
    private final Counter backlog;
    private final Counter filtered;

    public MailboxMetrics(MeterRegistry meters) {
        Gauge.builder("gateway.mailbox.queued", queuedMessages, LongAdder::sum)
                .description("live messages waiting for a device")
                .register(meters);
        Gauge.builder("gateway.mailbox.queued.bytes", queuedBytes, LongAdder::sum)
                .description("their payloads")
                .baseUnit("bytes")
                .register(meters);
        taken = counter(meters, "gateway.mailbox.taken", "live messages that their device acknowledged in time");
        spilled = counter(meters, "gateway.mailbox.spilled", "live messages left to the inbox");
        overtaken = counter(
                meters,
                "gateway.mailbox.overtaken",
                "messages that did not come back from the inbox for too long to keep order");
        resent = counter(meters, "gateway.mailbox.resent", "COMPOUNDs sent again");
        backlog = counter(meters, "gateway.mailbox.backlog", "messages sent from the inbox");
        filtered = counter(meters, "gateway.mailbox.filtered", "repeated messages that the device already had");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    void queued(int messages, int bytes) {
        queuedMessages.add(messages);
        queuedBytes.add(bytes);
    }

    void taken() {
        taken.increment();
    }

    void spilled() {
        spilled.increment();
    }

    void overtaken(int messages) {
        if (messages > 0) {
            overtaken.increment(messages);
        }
    }

    void resent() {
        resent.increment();
    }

    void backlog(int messages) {
        backlog.increment(messages);
    }

    void filtered() {
        filtered.increment();
    }
}
