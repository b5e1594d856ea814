package io.openmimc.callback.courier;

import io.openmimc.callback.attempt.Outcome;
import io.openmimc.kit.rpc.Failures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * One URL of an app. Its tasks run concurrently up to a limit, those of one conversation one after the other; what waits
 * is bounded. Attempts are started and outcomes told outside of its lock.
 */
final class Endpoint {
    private static final Logger LOG = Logger.getLogger(Endpoint.class);

    static final String LEFT_ALONE = "not tried: the endpoint failed too often in a row and is left alone for a while";

    /** What becomes of an offered task. */
    enum Verdict {
        TAKEN,
        /** It is slower than its callbacks come, or memory is short. */
        FULL,
        /** Its breaker is open. */
        BROKEN
    }

    private final CourierLimits limits;
    private final Budget budget;
    private final Breaker breaker;
    private final LongSupplier nanoTime;
    private final Function<Task, CompletionStage<Outcome>> attempt;
    /** A conversation is here while one of its tasks runs or is ready; with it what comes after that one. */
    private final Map<Long, Deque<Task>> lanes = new HashMap<>();

    private final Deque<Task> ready = new ArrayDeque<>();
    private int running;
    private int waiting;
    private int repetitions; // of those that run or wait
    private long bytes; // the same

    Endpoint(
            CourierLimits limits,
            Budget budget,
            LongSupplier nanoTime,
            Function<Task, CompletionStage<Outcome>> attempt) {
        this.limits = limits;
        this.budget = budget;
        this.breaker = new Breaker(limits.breakerFailures(), limits.breakerPause());
        this.nanoTime = nanoTime;
        this.attempt = attempt;
    }

    Verdict offer(Task task) {
        List<Task> starting;
        synchronized (this) {
            if (!breaker.admits(nanoTime.getAsLong())) {
                return Verdict.BROKEN;
            }
            if (!fits(task)) {
                breaker.untried();
                return Verdict.FULL;
            }
            enter(task);
            starting = advance();
        }
        starting.forEach(this::start);
        return Verdict.TAKEN;
    }

    private boolean fits(Task task) {
        // Whatever others hold: an app must not wait for another's endpoint.
        if (running + waiting == 0) {
            budget.overdraw(task.bytes());
            return true;
        }
        boolean room = task.repetition() ? repetitions < share() || free() > 0 : waiting < limits.queued();
        return room && bytes + task.bytes() <= limits.bytes() && budget.take(task.bytes());
    }

    private void enter(Task task) {
        waiting++;
        bytes += task.bytes();
        repetitions += task.repetition() ? 1 : 0;
        Deque<Task> behind = lanes.get(task.delivery().conversation());
        if (behind != null) {
            behind.add(task);
            return;
        }
        lanes.put(task.delivery().conversation(), new ArrayDeque<>());
        if (task.repetition()) {
            ready.addFirst(task); // few, and they have waited
        } else {
            ready.add(task);
        }
    }

    private int free() {
        return Math.max(0, limits.concurrent() - running - waiting);
    }

    /** Repetitions that have their place however many first attempts there are. */
    private int share() {
        return Math.max(1, limits.concurrent() / 4);
    }

    /** How many repetitions it would take now. */
    synchronized int room() {
        switch (breaker.state(nanoTime.getAsLong())) {
            case CLOSED:
                return Math.max(free(), share() - repetitions);
            case HALF_OPEN:
                return 1;
            default:
                return 0;
        }
    }

    synchronized Breaker.State state() {
        return breaker.state(nanoTime.getAsLong());
    }

    /** While it is left alone: how long ago it failed last, in nanoseconds. */
    synchronized OptionalLong leftAlone() {
        return breaker.open(nanoTime.getAsLong());
    }

    synchronized int load() {
        return running + waiting;
    }

    /** What can begin now. A task whose row may be another's by now is dropped. */
    private List<Task> advance() {
        List<Task> starting = new ArrayList<>();
        while (running < limits.concurrent() && !ready.isEmpty()) {
            Task task = ready.remove();
            waiting--;
            if (task.lapsed(nanoTime.getAsLong())) {
                release(task);
                breaker.untried();
                task.outcome().completeAsync(Optional::empty);
            } else {
                running++;
                starting.add(task);
            }
        }
        return starting;
    }

    private void forget(Task task) {
        repetitions -= task.repetition() ? 1 : 0;
        bytes -= task.bytes();
        budget.giveBack(task.bytes());
    }

    private void release(Task task) {
        forget(task);
        long conversation = task.delivery().conversation();
        Deque<Task> behind = lanes.get(conversation);
        Task next = behind == null ? null : behind.poll();
        if (next == null) {
            lanes.remove(conversation);
        } else {
            ready.add(next);
        }
    }

    private void start(Task task) {
        // What has no outcome would hold its place, and its record, for good.
        Failures.caught(() -> attempt.apply(task))
                .exceptionally(failure -> {
                    LOG.error("callback attempt ended without an outcome", failure);
                    return Outcome.failed("internal error", Duration.ZERO);
                })
                .thenAccept(outcome -> finish(task, outcome));
    }

    private void finish(Task task, Outcome outcome) {
        List<Task> starting;
        List<Task> refused = List.of();
        synchronized (this) {
            running--;
            if (outcome.delivered()) {
                breaker.succeeded();
            } else {
                breaker.failed(nanoTime.getAsLong());
            }
            release(task);
            if (breaker.state(nanoTime.getAsLong()) == Breaker.State.OPEN) {
                refused = clear();
            }
            starting = advance();
        }
        task.outcome().complete(Optional.of(outcome));
        refused.forEach(each -> each.outcome().complete(Optional.of(Outcome.failed(LEFT_ALONE, Duration.ZERO))));
        starting.forEach(this::start);
    }

    /** Takes out all that waits. */
    private List<Task> clear() {
        List<Task> cleared = new ArrayList<>(ready);
        lanes.values().forEach(cleared::addAll);
        ready.forEach(task -> lanes.remove(task.delivery().conversation()));
        ready.clear();
        lanes.values().forEach(Deque::clear); // those stay whose task runs
        cleared.forEach(this::forget);
        waiting -= cleared.size();
        return cleared;
    }
}
