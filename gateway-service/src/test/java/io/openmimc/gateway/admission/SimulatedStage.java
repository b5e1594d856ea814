package io.openmimc.gateway.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A stage that serves messages in their order, at a given rate, in a time that does not pass by itself. */
final class SimulatedStage {
    static final long TARGET_MS = 200;
    static final int FLOOR = 200;

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long TICK_MS = 20;
    private static final long BASE_MS = 5; // what it takes when nobody is before

    private record Message(long app, long sinceMs) {}

    /** What became of the messages of one app. */
    static final class Tally {
        long served;
        long refused;
        long longestMs;
    }

    final Limit limit = new Limit(TARGET_MS * MS, FLOOR, Limit.STALLED_NANOS, 0);
    final Stage stage = new Stage(limit);
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Map<Long, Double> rates = new HashMap<>(); // a second, by app
    private final Map<Long, Double> due = new HashMap<>();
    private Map<Long, Tally> tallies = new HashMap<>();
    private double capacity;
    private double credit;
    private long nowMs;

    SimulatedStage(double perSecond) {
        this.capacity = perSecond;
    }

    void offer(long app, double perSecond) {
        rates.put(app, perSecond);
    }

    void capacity(double perSecond) {
        capacity = perSecond;
    }

    /** Lets time pass; answers what became of whom in it. */
    Map<Long, Tally> run(long ms) {
        tallies = new HashMap<>();
        for (long end = nowMs + ms; nowMs < end; nowMs++) {
            rates.forEach(this::arrive);
            credit = Math.min(credit, 1) + capacity / 1_000; // what was not used before is lost
            while (credit >= 1 && !waiting.isEmpty() && nowMs - waiting.getFirst().sinceMs >= BASE_MS) {
                serve(waiting.removeFirst());
                credit--;
            }
            if (nowMs % TICK_MS == 0) {
                stage.tick(nowMs * MS);
            }
        }
        return tallies;
    }

    /** So many at one moment. */
    void burst(long app, int messages) {
        for (int i = 0; i < messages; i++) {
            arriveOne(app);
        }
    }

    private void arrive(long app, double perSecond) {
        double owed = due.getOrDefault(app, 0.0) + perSecond / 1_000;
        for (; owed >= 1; owed--) {
            arriveOne(app);
        }
        due.put(app, owed);
    }

    private void arriveOne(long app) {
        if (stage.admits(app)) {
            stage.enter(app);
            waiting.add(new Message(app, nowMs));
        } else {
            tally(app).refused++;
        }
    }

    private void serve(Message message) {
        long waitedMs = nowMs - message.sinceMs;
        stage.leave(message.app, 1);
        limit.out(waitedMs * MS, 1);
        Tally tally = tally(message.app);
        tally.served++;
        tally.longestMs = Math.max(tally.longestMs, waitedMs);
    }

    private Tally tally(long app) {
        return tallies.computeIfAbsent(app, id -> new Tally());
    }
}
