package io.openmimc.gateway.mailbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.Settled;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A mailbox in a world whose time stands still until it is moved. Records what the mailbox does. */
final class FakeDevice implements Surroundings {
    static final DeliveryConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(DeliveryConfig.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .withDefaultValue("openmimc.gateway.delivery.max-queued-messages", "100")
            .build()
            .getConfigMapping(DeliveryConfig.class);

    final Mailbox mailbox = new Mailbox(
            this,
            CONFIG,
            new MailboxMetrics(new SimpleMeterRegistry()),
            row -> parcel(row.getRef().getSequence()));
    /** COMPOUNDs as lists of sequences, in the order they were sent. */
    final List<List<Long>> sent = new ArrayList<>();

    final List<Settled> pulls = new ArrayList<>();
    final List<Settled> settles = new ArrayList<>();
    /** From sequence to outcome. */
    final Map<Long, Boolean> outcomes = new LinkedHashMap<>();

    /** So often was a drain told that nothing is in flight. */
    int quiet;

    private long now = 1_000_000;
    private long tickAt = Long.MAX_VALUE;

    static FakeDevice live() {
        FakeDevice device = new FakeDevice();
        device.mailbox.start();
        device.page();
        device.pulls.clear();
        return device;
    }

    static Parcel parcel(long sequence) {
        return Parcel.of(AcceptedMessage.newBuilder().setSequence(sequence).build(), "test");
    }

    static Parcel parcel(long sequence, int bytes) {
        return new Parcel(sequence, bytes, parcel(sequence).packet());
    }

    void deliver(long... sequences) {
        for (long sequence : sequences) {
            deliver(parcel(sequence));
        }
    }

    void deliver(Parcel parcel) {
        mailbox.deliver(parcel, taken -> {
            if (outcomes.put(parcel.sequence(), taken) != null) {
                throw new AssertionError("decided twice: " + parcel.sequence());
            }
        });
    }

    /** Answers the pull that is underway. Each row's position is its sequence. */
    void page(long... sequences) {
        InboxPage.Builder page = InboxPage.newBuilder();
        Arrays.stream(sequences)
                .forEach(sequence -> page.addRows(InboxRow.newBuilder().setRef(ref(sequence))));
        mailbox.pulled(page.build());
    }

    static RowRef ref(long sequence) {
        return RowRef.newBuilder().setPosition(sequence).setSequence(sequence).build();
    }

    /** What is told of rows that the device took. */
    static Settled settledRows(long... sequences) {
        List<RowRef> rows = Arrays.stream(sequences).mapToObj(FakeDevice::ref).toList();
        return Settled.newBuilder().addAllRows(rows).build();
    }

    void ack(long sequence) {
        mailbox.acknowledged(sequence);
    }

    void drain() {
        mailbox.drain(() -> quiet++);
    }

    /** Moves time, with every tick that was asked for on the way. */
    void pass(long ms) {
        long end = now + ms;
        while (tickAt <= end) {
            now = Math.max(now, tickAt);
            tickAt = Long.MAX_VALUE;
            mailbox.tick();
        }
        now = end;
    }

    @Override
    public long nowMs() {
        return now;
    }

    @Override
    public void send(List<Parcel> parcels) {
        sent.add(parcels.stream().map(Parcel::sequence).toList());
    }

    @Override
    public void pull(Settled settled) {
        pulls.add(settled);
    }

    @Override
    public void settle(Settled settled) {
        settles.add(settled);
    }

    @Override
    public void tickAt(long ms) {
        tickAt = Math.min(tickAt, ms);
    }
}
