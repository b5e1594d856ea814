package io.openmimc.kit.batch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks another service in calls of many: a question alone goes at once; those that come while as many calls as are allowed
 * are under way go together in the next one. A service that gets slow is asked in larger calls and not in more of them, and
 * never for what nobody waits for any more. Safe for all threads.
 */
public final class Questions<K, V> {
    /**
     * How much is asked.
     *
     * @param calls under way at a time
     * @param keys in one call
     * @param waiting questions that may wait; more are refused
     * @param patience how long a question may wait; then it is refused in place of being asked
     */
    public record Limits(int calls, int keys, int waiting, Duration patience) {}

    /** One call. It must neither block nor throw. */
    @FunctionalInterface
    public interface Source<K, V> {
        /** As many answers as keys, in their order; a failure is that of each of the questions. */
        CompletionStage<List<V>> ask(List<K> keys);
    }

    private record Question<K, V>(K key, long sinceNanos, CompletableFuture<V> answer) {}

    private final String peer;
    private final Limits limits;
    private final Function<? super K, ?> together;
    private final Source<K, V> source;
    private final LongSupplier nanoTime;
    private final Batches<Question<K, V>> batches;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param peer the service asked, for messages
     * @param together what keys of one call have in common
     */
    public Questions(String peer, Limits limits, Function<? super K, ?> together, Source<K, V> source) {
        this(peer, limits, together, source, System::nanoTime);
    }

    Questions(String peer, Limits limits, Function<? super K, ?> together, Source<K, V> source, LongSupplier nanoTime) {
        this.peer = peer;
        this.limits = limits;
        this.together = together;
        this.source = source;
        this.nanoTime = nanoTime;
        this.batches = new Batches<>(
                new Batches.Limits(limits.calls, limits.keys, limits.keys), question -> 1, this::askTogether);
    }

    /** The answer, which fails as its call does, or with {@link ImException} UNAVAILABLE if the service is too slow. */
    public CompletableFuture<V> ask(K key) {
        if (waiting.incrementAndGet() > limits.waiting) {
            waiting.decrementAndGet();
            return CompletableFuture.failedFuture(tooSlow());
        }
        Question<K, V> question = new Question<>(key, nanoTime.getAsLong(), new CompletableFuture<>());
        batches.add(question);
        batches.send();
        return question.answer;
    }

    /**
     * Makes the number of those that wait a gauge, {@code questions.waiting}.
     *
     * @param about what is asked for
     */
    public void measure(MeterRegistry metrics, String about) {
        Gauge.builder("questions.waiting", waiting, AtomicInteger::get)
                .description("questions to another service that wait for a call to go with")
                .tag("peer", peer)
                .tag("about", about)
                .register(metrics);
    }

    private CompletionStage<?> askTogether(List<Question<K, V>> batch) {
        waiting.addAndGet(-batch.size());
        Map<Object, List<Question<K, V>>> calls = new LinkedHashMap<>();
        long now = nanoTime.getAsLong();
        for (Question<K, V> question : batch) {
            if (now - question.sinceNanos > limits.patience.toNanos()) {
                question.answer.completeExceptionally(tooSlow());
            } else {
                calls.computeIfAbsent(together.apply(question.key), key -> new ArrayList<>())
                        .add(question);
            }
        }
        return CompletableFuture.allOf(calls.values().stream().map(this::call).toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<?> call(List<Question<K, V>> questions) {
        List<K> keys = questions.stream().map(Question::key).toList();
        return Failures.caught(() -> source.ask(keys))
                .thenApply(answers -> {
                    if (answers.size() != keys.size()) {
                        throw new IllegalStateException(
                                peer + " gave " + answers.size() + " answers to " + keys.size() + " questions");
                    }
                    return answers;
                })
                .whenComplete((answers, failure) -> {
                    for (int i = 0; i < questions.size(); i++) {
                        CompletableFuture<V> answer = questions.get(i).answer;
                        if (failure == null) {
                            answer.complete(answers.get(i));
                        } else {
                            answer.completeExceptionally(Failures.cause(failure));
                        }
                    }
                })
                .toCompletableFuture();
    }

    private ImException tooSlow() {
        return new ImException(ErrorCode.UNAVAILABLE, peer + " is too slow, try again");
    }
}
