package io.openmimc.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A dispatcher, an inbox and a device with random delays and failures around a mailbox. Whatever happens, the device gets
 * every message, and for the first time in the order they were sent.
 */
class MailboxSimulationTest implements Surroundings {
    private static final int MESSAGES = 400;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final TreeMap<Long, Long> inbox = new TreeMap<>(); // position to sequence
    private final TreeSet<Long> undecided = new TreeSet<>();
    private final TreeSet<Long> rows = new TreeSet<>();
    private final Set<Long> settled = new HashSet<>();
    private final List<Long> got = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();
    private Random random = new Random();
    private Mailbox mailbox;
    private long now;
    private long number;
    private long position;
    private int compounds;
    private long tickAt = Long.MAX_VALUE;

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyMessageArrivesAndNoneOvertakesAnother(long seed) {
        random = new Random(seed);
        mailbox = new Mailbox(
                this,
                FakeDevice.CONFIG,
                new MailboxMetrics(new SimpleMeterRegistry()),
                row -> FakeDevice.parcel(row.getRef().getSequence()));
        at(random.nextInt(50), mailbox::start);
        long when = 0;
        int pace = 1 + random.nextInt(60);
        for (long sequence = 1; sequence <= MESSAGES; sequence++) {
            long message = sequence;
            when += random.nextInt(pace);
            at(when, () -> dispatch(message));
        }
        for (Event event = events.poll(); event != null && now < 3_600_000; event = events.poll()) {
            now = Math.max(now, event.at());
            event.task().run();
        }
        assertThat(got).hasSize(MESSAGES).isSorted();
        assertThat(settled).containsAll(inbox.values());
    }

    private void dispatch(long sequence) {
        undecided.add(sequence);
        mailbox.deliver(FakeDevice.parcel(sequence), taken -> {
            if (!taken) {
                rows.add(sequence);
            }
            undecided.remove(sequence);
            at(now + random.nextInt(100), this::store);
        });
    }

    /** As dispatch does: a row is written only when the fate of every message before is known. */
    private void store() {
        long open = undecided.isEmpty() ? Long.MAX_VALUE : undecided.first();
        while (!rows.isEmpty() && rows.first() < open) {
            inbox.put(++position, rows.pollFirst());
            at(now + random.nextInt(100), mailbox::wake);
        }
    }

    @Override
    public void send(List<Parcel> parcels) {
        long max = parcels.get(parcels.size() - 1).sequence();
        int compound = ++compounds;
        boolean lost = random.nextInt(40) == 0 && compound < 300;
        at(now + random.nextInt(30), () -> {
            parcels.stream().map(Parcel::sequence).filter(seen::add).forEach(got::add);
            if (!lost) {
                int slow = random.nextInt(30) == 0 ? 6_000 : 40;
                at(now + random.nextInt(slow), () -> mailbox.acknowledged(max));
            }
        });
    }

    @Override
    public void pull(Settled taken) {
        if (random.nextInt(10) == 0) {
            at(now + random.nextInt(500), mailbox::pullFailed);
            return;
        }
        at(now + random.nextInt(50), () -> {
            settle(taken);
            InboxPage.Builder page = InboxPage.newBuilder();
            inbox.forEach((at, sequence) -> {
                if (!settled.contains(sequence) && page.getRowsCount() < 50) {
                    page.addRows(InboxRow.newBuilder()
                            .setRef(RowRef.newBuilder().setPosition(at).setSequence(sequence)));
                }
            });
            at(now + random.nextInt(50), () -> mailbox.pulled(page.build()));
        });
    }

    @Override
    public void settle(Settled taken) {
        taken.getRowsList().forEach(row -> settled.add(row.getSequence()));
        // Only among rows that are there already, as in the real inbox.
        taken.getSequencesList().stream().filter(inbox::containsValue).forEach(settled::add);
    }

    @Override
    public void tickAt(long ms) {
        if (ms < tickAt) {
            tickAt = ms;
            at(ms, () -> {
                if (tickAt == ms) {
                    tickAt = Long.MAX_VALUE;
                    mailbox.tick();
                }
            });
        }
    }

    @Override
    public long nowMs() {
        return now;
    }

    private void at(long ms, Runnable task) {
        events.add(new Event(ms, number++, task));
    }

    private record Event(long at, long number, Runnable task) {}
}
