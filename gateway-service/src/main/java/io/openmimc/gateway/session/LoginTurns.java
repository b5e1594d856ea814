package io.openmimc.gateway.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.openmimc.gateway.limit.Refusal;
import io.openmimc.gateway.limit.Refused;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets logins be worked on a few at a time, in the order they came, on threads of their own: checking a signature takes the
 * time of several messages, and a thousand devices that come at once must not keep those that are there waiting. How long a
 * turn takes is measured, so a login that would wait for too long is known at once and told to try again. From any thread.
 * docs/adr/0024-logins-wait-for-their-turn.md
 */
@Singleton
class LoginTurns {
    /** Weight of the latest turn in the average. */
    private static final double SMOOTHING = 0.05;

    private final int width;
    private final int maxWaiting;
    private final long maxWaitNanos;
    private final Refused refused;
    private final LongSupplier nanoTime;
    private final ExecutorService threads;
    private final Queue<Turn<?>> waiting = new ArrayDeque<>();
    private int running;
    private double turnNanos;

    @Inject
    LoginTurns(LoginConfig config, Refused refused, MeterRegistry meters) {
        this(config.atOnce(), config.maxWaiting(), config.maxWait(), refused, System::nanoTime);
        meters.gauge("gateway.logins.waiting", this, LoginTurns::waiting);
        meters.gauge("gateway.logins.running", this, LoginTurns::running);
    }

    LoginTurns(int width, int maxWaiting, Duration maxWait, Refused refused, LongSupplier nanoTime) {
        this.width = width;
        this.maxWaiting = maxWaiting;
        this.maxWaitNanos = maxWait.toNanos();
        this.refused = refused;
        this.nanoTime = nanoTime;
        // Half of the processors: the event loops have work, too. Its queue never holds more than the turns that run.
        this.threads = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                new DefaultThreadFactory("gateway-login", true));
    }

    /**
     * Takes a turn. Whoever takes one ends it, whatever came of it.
     *
     * @param work begins when the turn comes, on a thread of the logins; must not block
     */
    <T> Turn<T> take(Supplier<? extends CompletionStage<T>> work) {
        Turn<T> turn = new Turn<>(work, nanoTime.getAsLong());
        boolean now;
        synchronized (this) {
            now = running < width && waiting.isEmpty();
            if (now) {
                running++;
                turn.state.set(Turn.BEGUN);
            } else if (waiting.size() >= maxWaiting || waiting.size() * turnNanos / width > maxWaitNanos) {
                turn.state.set(Turn.ENDED);
            } else {
                waiting.add(turn);
                return turn;
            }
        }
        if (now) {
            begin(turn);
        } else {
            refuse(turn);
        }
        return turn;
    }

    private void refuse(Turn<?> turn) {
        refused.count(Refused.NO_APP, Refusal.LOGINS_BUSY);
        turn.result.completeExceptionally(BindRefusal.unavailable("too many logins at a time, try again"));
    }

    private <T> void begin(Turn<T> turn) {
        turn.begunNanos = nanoTime.getAsLong();
        threads.execute(() -> {
            try {
                turn.work.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        turn.result.complete(value);
                    } else {
                        turn.result.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                turn.result.completeExceptionally(e);
            }
        });
    }

    /** Gives the place of a turn that has ended to the next that has not waited for too long. */
    private void next() {
        while (true) {
            Turn<?> next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    running--;
                    return;
                }
            }
            if (nanoTime.getAsLong() - next.askedNanos > maxWaitNanos) {
                if (next.state.compareAndSet(Turn.WAITING, Turn.ENDED)) {
                    refuse(next);
                }
            } else if (next.state.compareAndSet(Turn.WAITING, Turn.BEGUN)) {
                begin(next);
                return;
            }
        }
    }

    private synchronized void measured(long tookNanos) {
        turnNanos += (tookNanos - turnNanos) * (turnNanos == 0 ? 1 : SMOOTHING);
    }

    private synchronized int waiting() {
        return waiting.size();
    }

    private synchronized int running() {
        return running;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /** One login's. */
    final class Turn<T> {
        private static final int WAITING = 0;
        private static final int BEGUN = 1;
        private static final int ENDED = 2;

        private final Supplier<? extends CompletionStage<T>> work;
        private final long askedNanos;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final AtomicInteger state = new AtomicInteger(WAITING);
        private volatile long begunNanos;

        Turn(Supplier<? extends CompletionStage<T>> work, long askedNanos) {
            this.work = work;
            this.askedNanos = askedNanos;
        }

        /** What the work came to, on any thread; fails with {@link BindRefusal} where it was not begun. */
        CompletionStage<T> result() {
            return result;
        }

        /** If it has not begun, it never will. */
        void cancel() {
            state.compareAndSet(WAITING, ENDED);
        }

        /** Lets the next one begin; only the first call does anything. One that has not begun never will. */
        void end() {
            if (state.getAndSet(ENDED) == BEGUN) {
                measured(nanoTime.getAsLong() - begunNanos);
                next();
            }
        }
    }
}
