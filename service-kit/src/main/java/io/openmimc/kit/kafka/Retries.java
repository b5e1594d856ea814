package io.openmimc.kit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does what must be done, however long what it needs is away. Work that fails as UNAVAILABLE is tried again after 50 ms,
 * then after pauses that double up to a second; any other failure is a fault and is handed on. Work still failing when the
 * service ends stays unfinished, so its record is read again.
 */
@Singleton
public class Retries {
    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final long FIRST_MS = 50;
    private static final long LONGEST_MS = 1_000;
    private static final long LOG_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final MeterRegistry meters;
    private final ConcurrentMap<String, Long> logged = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kafka-consumer-retry");
        thread.setDaemon(true);
        return thread;
    });

    public Retries(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Tries until it works.
     *
     * @param what tag of the metric {@code kafka.consumer.retries}; one of a closed set
     * @param attempt must not block
     */
    public <T> CompletionStage<T> untilDone(String what, Supplier<CompletionStage<T>> attempt) {
        var done = new CompletableFuture<T>();
        attempt(what, attempt, FIRST_MS, done);
        return done;
    }

    private <T> void attempt(
            String what, Supplier<CompletionStage<T>> attempt, long pauseMs, CompletableFuture<T> done) {
        begin(attempt).whenComplete((value, failure) -> {
            if (failure == null) {
                done.complete(value);
            } else if (!Failures.is(failure, ErrorCode.UNAVAILABLE)) {
                done.completeExceptionally(Failures.cause(failure));
            } else if (!timer.isShutdown()) {
                meters.counter("kafka.consumer.retries", "what", what).increment();
                tell(what, failure);
                var unused = timer.schedule(
                        () -> attempt(what, attempt, Math.min(2 * pauseMs, LONGEST_MS), done),
                        pauseMs,
                        TimeUnit.MILLISECONDS);
            }
        });
    }

    /** What throws in place of failing is a fault, too: on the timer's thread nobody would hear of it, and its record wait for ever. */
    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void tell(String what, Throwable failure) {
        long now = System.nanoTime();
        Long before = logged.get(what);
        if ((before == null || now - before > LOG_EVERY_NANOS)) {
            logged.put(what, now);
            LOG.warnf(
                    "trying again until it works what=%s reason=%s",
                    what, Failures.cause(failure).getMessage());
        }
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
    }
}
