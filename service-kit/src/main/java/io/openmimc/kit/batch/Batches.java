package io.openmimc.kit.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Sends things in requests of several, in their order, without waiting for more of them: while as many requests as are
 * allowed are on their way, what comes waits, and then goes out together. What waits is bounded by whoever adds it.
 */
public final class Batches<T> {
    /**
     * How much is sent at once.
     *
     * @param requests on their way at a time
     * @param items in one request
     * @param bytes in one request; a larger item goes alone
     */
    public record Limits(int requests, int items, int bytes) {}

    private static final Logger LOG = Logger.getLogger(Batches.class);

    private final Limits limits;
    private final ToIntFunction<T> bytes;
    private final Function<List<T>, ? extends CompletionStage<?>> request;
    private final Deque<T> waiting = new ArrayDeque<>(); // guards itself and underWay
    private final AtomicInteger calls = new AtomicInteger();
    private int underWay;

    /**
     * @param bytes of an item
     * @param request sends items, which are its own from then on; its stage completes when the next may go, however it ended.
     *     It is run by one thread at a time, and must not block. One that throws has ended; what it did not do for its
     *     items is not done
     */
    public Batches(Limits limits, ToIntFunction<T> bytes, Function<List<T>, ? extends CompletionStage<?>> request) {
        this.limits = limits;
        this.bytes = bytes;
        this.request = request;
    }

    /** Adds an item, which waits for the next {@link #send}. */
    public void add(T item) {
        synchronized (waiting) {
            waiting.add(item);
        }
    }

    /** Sends what waits, as far as requests may be sent now. */
    public void send() {
        // A request that ends at once calls back in here: the call that is already sending goes on with it.
        int seen = 1;
        if (calls.getAndIncrement() != 0) {
            return;
        }
        do {
            for (List<T> next = next(); !next.isEmpty(); next = next()) {
                begin(next).whenComplete((done, failure) -> ended());
            }
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }

    private CompletionStage<?> begin(List<T> items) {
        try {
            return request.apply(items);
        } catch (RuntimeException | Error e) { // what comes after it must not wait for ever
            LOG.error("a request was not sent to its end", e);
            return CompletableFuture.completedStage(null);
        }
    }

    private void ended() {
        synchronized (waiting) {
            underWay--;
        }
        send();
    }

    private List<T> next() {
        List<T> next = new ArrayList<>();
        synchronized (waiting) {
            if (underWay >= limits.requests) {
                return next;
            }
            int total = 0;
            while (!waiting.isEmpty() && next.size() < limits.items) {
                int size = bytes.applyAsInt(waiting.element());
                if (!next.isEmpty() && total + size > limits.bytes) {
                    break;
                }
                total += size;
                next.add(waiting.remove());
            }
            if (!next.isEmpty()) {
                underWay++;
            }
        }
        return next;
    }
}
