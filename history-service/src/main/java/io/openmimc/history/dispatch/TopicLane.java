package io.openmimc.history.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The messages of one topic that wait, and how many recipients of those handed out have not got theirs yet. */
final class TopicLane {
    /** Recipients of one topic whose fate is open before its next message waits; that of one message may exceed it. */
    static final int MAX_RECIPIENTS = 10_000;

    /** Before anything is known of a topic it counts as large. */
    private static final int SUPPOSED_MEMBERS = 500;

    private final Deque<DispatchTask> waiting = new ArrayDeque<>();
    private int members = SUPPOSED_MEMBERS;
    private int recipients;
    private boolean starting;

    synchronized TopicLane with(List<DispatchTask> tasks) {
        waiting.addAll(tasks);
        return this;
    }

    /** Nothing waits, nothing is under way. */
    synchronized boolean idle() {
        return waiting.isEmpty() && recipients == 0 && !starting;
    }

    /** Those to be handed out now, which the caller then {@link #started starts}; none while others are being started. */
    synchronized List<DispatchTask> next() {
        List<DispatchTask> next = new ArrayList<>();
        if (starting || recipients >= MAX_RECIPIENTS) {
            return next;
        }
        int room = Math.max(1, (MAX_RECIPIENTS - recipients) / Math.max(1, members));
        while (!waiting.isEmpty() && next.size() < room) {
            next.add(waiting.remove());
        }
        starting = !next.isEmpty();
        return next;
    }

    /** A message is handed out to that many. */
    synchronized void add(int count) {
        members = count;
        recipients += count;
    }

    /** All that {@link #next} gave are handed out. */
    synchronized void started() {
        starting = false;
    }

    /** The fate of a message to that many is durable. */
    synchronized void finish(int count) {
        recipients -= count;
    }
}
