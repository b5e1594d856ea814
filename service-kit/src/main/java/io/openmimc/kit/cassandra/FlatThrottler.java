package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.session.throttling.RequestThrottler;
import com.datastax.oss.driver.api.core.session.throttling.Throttled;
import com.datastax.oss.driver.internal.core.session.throttling.ConcurrencyLimitingRequestThrottler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The driver's limit of requests under way, except that one that waited begins after the one before has ended and not inside
 * of its end. With the connections gone requests end as soon as they begin: the driver's own then goes down the stack by
 * all that wait, to its end. Made by the driver, by its name.
 */
public final class FlatThrottler implements RequestThrottler {
    private final ConcurrencyLimitingRequestThrottler limit;
    private final ThreadLocal<Deque<Runnable>> beginning = new ThreadLocal<>();

    public FlatThrottler(DriverContext context) {
        this.limit = new ConcurrencyLimitingRequestThrottler(context);
    }

    /** Equal by its request: the limit finds by it what need not wait any more. */
    private record Waiting(FlatThrottler throttler, Throttled request) implements Throttled {
        @Override
        public void onThrottleReady(boolean wasDelayed) {
            throttler.begin(() -> request.onThrottleReady(wasDelayed));
        }

        @Override
        public void onThrottleFailure(RequestThrottlingException error) {
            request.onThrottleFailure(error);
        }
    }

    private void begin(Runnable request) {
        Deque<Runnable> others = beginning.get();
        if (others != null) { // we are in the end of one that this thread began
            others.add(request);
            return;
        }
        others = new ArrayDeque<>(2);
        beginning.set(others);
        try {
            for (Runnable next = request; next != null; next = others.poll()) {
                next.run();
            }
        } finally {
            beginning.remove();
            others.forEach(Runnable::run); // one that threw keeps none from beginning
        }
    }

    @Override
    public void register(Throttled request) {
        limit.register(new Waiting(this, request));
    }

    @Override
    public void signalSuccess(Throttled request) {
        limit.signalSuccess(new Waiting(this, request));
    }

    @Override
    public void signalError(Throttled request, Throwable error) {
        limit.signalError(new Waiting(this, request), error);
    }

    @Override
    public void signalTimeout(Throttled request) {
        limit.signalTimeout(new Waiting(this, request));
    }

    @Override
    public void signalCancel(Throttled request) {
        limit.signalCancel(new Waiting(this, request));
    }

    @Override
    public void close() throws IOException {
        limit.close();
    }
}
