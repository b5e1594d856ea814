package io.openmimc.kit.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** The consumer loops of a service: they start together, when the store that their work needs has first answered, and end together. */
public final class ConsumerSet {
    private final String store;
    private final CompletionStage<Void> ready;
    private final List<ConsumerLoop> loops;
    private boolean closed;

    /**
     * @param store names it in the answer of the health check
     * @param ready completes when the store has first answered
     */
    public ConsumerSet(String store, CompletionStage<Void> ready, List<ConsumerLoop> loops) {
        this.store = store;
        this.ready = ready;
        this.loops = loops;
    }

    /** Those whose work may begin at once. */
    public ConsumerSet(List<ConsumerLoop> loops) {
        this("nothing", CompletableFuture.completedStage(null), loops);
    }

    /** Starts them as soon as the store is there; never blocks. */
    public void start() {
        var unused = ready.thenAccept(done -> startLoops());
    }

    private synchronized void startLoops() {
        if (!closed) {
            loops.forEach(ConsumerLoop::start);
        }
    }

    /**
     * Ends all of them at the same time, none takes another record from here on, and waits until they have left; to be called
     * before what they need is closed.
     */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        long deadline = System.nanoTime() + ConsumerLoop.CLOSE.toNanos();
        loops.forEach(ConsumerLoop::end);
        loops.forEach(loop -> loop.awaitEnd(deadline));
    }

    /** For the liveness check: down when one of them has ended by itself or hangs. */
    public HealthCheckResponse health() {
        var answer = HealthCheckResponse.named("consumers").up();
        boolean waiting = !ready.toCompletableFuture().isDone();
        for (ConsumerLoop loop : loops) {
            boolean alive = waiting || loop.alive();
            answer.withData(loop.name(), waiting ? "waiting for " + store : alive ? "alive" : "ended");
            if (!alive) {
                answer.down();
            }
        }
        return answer.build();
    }
}
