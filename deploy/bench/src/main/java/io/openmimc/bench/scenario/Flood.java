package io.openmimc.bench.scenario;

import io.netty.channel.EventLoop;
import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.load.Tally;
import io.openmimc.bench.load.Timetable;
import io.openmimc.bench.load.Window;
import io.openmimc.bench.phone.Phone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Messages between pairs of phones by a timetable, an open loop for more than a server can carry. The event loops that the phones
 * live on look every millisecond for what is due, write it, and keep nothing back: a message whose connection takes no more is not sent
 * and counted. So nothing piles up in here, no thread hands anything to another one, and a message that is refused costs little.
 */
final class Flood {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** At one look, so that answers are read between a stall's messages and not only after them. */
    private static final int MOST_AT_ONCE = 200;

    private static final long HEAD_START_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Stage stage;
    private final List<Phone> phones;
    private final Timetable timetable;
    private final Ledger ledger;
    private final long startNanos = System.nanoTime() + HEAD_START_NANOS;

    private Flood(Stage stage, List<Phone> phones, Timetable timetable) {
        this.stage = stage;
        this.phones = phones;
        this.timetable = timetable;
        this.ledger = stage.ledger(timetable.messages());
    }

    /**
     * Sends all of it, and waits until what was sent is complete or {@link Stage#PATIENCE_SECONDS} are over.
     *
     * @param phones an even number, see {@link PeerToPeer#pairs}
     */
    static Flood run(Stage stage, List<Phone> phones, Timetable timetable) {
        Flood flood = new Flood(stage, phones, timetable);
        flood.await(flood.start());
        return flood;
    }

    /** Two at once, each by its own timetable, which take the same time. */
    static List<Flood> together(Flood one, Flood other) {
        CompletionStage<Void> first = one.start();
        CompletionStage<Void> second = other.start();
        one.await(first);
        other.await(second);
        return List.of(one, other);
    }

    /** One that {@link #together} starts. */
    static Flood prepared(Stage stage, List<Phone> phones, Timetable timetable) {
        return new Flood(stage, phones, timetable);
    }

    private CompletionStage<Void> start() {
        Map<EventLoop, List<Integer>> own = new HashMap<>();
        for (int i = 0; i < phones.size(); i++) {
            own.computeIfAbsent(phones.get(i).loop(), loop -> new ArrayList<>()).add(i);
        }
        List<CompletableFuture<Void>> loops = new ArrayList<>();
        own.forEach((loop, numbers) -> loops.add(new Part(numbers).start(loop)));
        return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new));
    }

    private void await(CompletionStage<Void> sending) {
        Stage.getWithin(sending, timetable.seconds() + Stage.PATIENCE_SECONDS);
        if (!ledger.awaitComplete(Stage.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            stage.say("Not all has come within %d s", Stage.PATIENCE_SECONDS);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    Tally tally(int stretch) {
        return timetable.tally(ledger.outcomes(), startNanos, stretch);
    }

    Tally tally(int fromSecond, int toSecond) {
        return timetable.tally(ledger.outcomes(), startNanos, fromSecond, toSecond);
    }

    List<Window> windows(int stretch) {
        return timetable.windows(ledger.outcomes(), startNanos, stretch);
    }

    /** What the phones of one event loop send: confined to it. */
    private final class Part implements Runnable {
        private final List<Integer> numbers;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final int size = stage.load().sizeBytes();
        /** Which message of {@link #numbers} is next: every round of all phones has one of each of them. */
        private int next;

        Part(List<Integer> numbers) {
            this.numbers = numbers;
        }

        CompletableFuture<Void> start(EventLoop loop) {
            ScheduledFuture<?> ticks = loop.scheduleWithFixedDelay(this, 0, TICK_NANOS, TimeUnit.NANOSECONDS);
            done.whenComplete((nothing, failure) -> ticks.cancel(false));
            return done;
        }

        @Override
        public void run() {
            try {
                for (int sent = 0; sent < MOST_AT_ONCE; sent++) {
                    int index = next / numbers.size() * phones.size() + numbers.get(next % numbers.size());
                    if (index >= timetable.messages()) {
                        done.complete(null);
                        return;
                    }
                    long due = startNanos + timetable.dueNanos(index);
                    if (due - System.nanoTime() > 0) {
                        return;
                    }
                    send(index, due);
                    next++;
                }
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }

        private void send(int index, long due) {
            int from = index % phones.size();
            Phone phone = phones.get(from);
            if (!phone.isTaking()) {
                ledger.withheld(index, due);
                return;
            }
            Payload payload = new Payload(ledger.series(), index, from, index / phones.size());
            ledger.sending(index, due, 1);
            phone.send(Stage.packetId(ledger, index), phones.get(from ^ 1).account(), payload.bytes(size));
        }
    }
}
