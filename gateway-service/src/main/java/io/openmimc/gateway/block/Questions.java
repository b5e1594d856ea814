package io.openmimc.gateway.block;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks account-service whom accounts have blocked: a question alone goes at once; those that come while {@link #MOST_CALLS}
 * calls are under way go together in the next one, so that a push to many costs few calls.
 */
final class Questions {
    static final int MOST_CALLS = 4;
    /** What account-service answers at once. */
    static final int MOST_UUIDS = 100;

    static final int MOST_WAITING = 10_000;

    private record Question(long uuid, CompletableFuture<Blocked> answer) {}

    private final Source source;
    private final Queue<Question> waiting = new ArrayDeque<>(); // guarded by this
    private int calls; // under way; guarded by this

    Questions(Source source) {
        this.source = source;
    }

    /** Fails with {@link ImException} UNAVAILABLE. */
    CompletionStage<Blocked> ask(long uuid) {
        var question = new Question(uuid, new CompletableFuture<>());
        synchronized (this) {
            if (waiting.size() == MOST_WAITING) {
                return CompletableFuture.failedStage(
                        new ImException(ErrorCode.UNAVAILABLE, "account-service is too slow, try again"));
            }
            waiting.add(question);
        }
        callOn();
        return question.answer;
    }

    private void callOn() {
        List<Question> batch;
        while (!(batch = next()).isEmpty()) {
            call(batch);
        }
    }

    /** Empty: nobody waits, or enough calls are under way. */
    private synchronized List<Question> next() {
        List<Question> batch = new ArrayList<>();
        while (calls < MOST_CALLS && batch.size() < MOST_UUIDS && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        calls += batch.isEmpty() ? 0 : 1;
        return batch;
    }

    private void call(List<Question> batch) {
        source.blocked(batch.stream().map(Question::uuid).toList()).whenComplete((found, failure) -> {
            synchronized (this) {
                calls--;
            }
            callOn();
            for (Question question : batch) {
                if (failure == null) {
                    question.answer.complete(found.getOrDefault(question.uuid, Blocked.NOBODY));
                } else {
                    question.answer.completeExceptionally(failure);
                }
            }
        });
    }

    /** One call; accounts that have blocked nobody may be missing in the answer. */
    @FunctionalInterface
    interface Source {
        CompletionStage<Map<Long, Blocked>> blocked(List<Long> uuids);
    }
}
