package io.openmimc.gateway.accept;

import io.openmimc.kit.batch.Batches;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells retries from new messages when new ones are refused: what was accepted once is never refused. Asks Redis for many at a
 * time, so that a refusal costs little. What waits is bounded by the {@link Acceptor}.
 */
@Singleton
class KnownPackets {
    private static final Batches.Limits LIMITS = new Batches.Limits(2, 256, Integer.MAX_VALUE);

    private record Question(Reservation reservation, CompletableFuture<Boolean> known) {}

    private final Reservations reservations;
    private final Batches<Question> questions = new Batches<>(LIMITS, question -> 0, this::ask);

    KnownPackets(Reservations reservations) {
        this.reservations = reservations;
    }

    /**
     * Whether there is such a reservation.
     *
     * @return completes on a thread of Redis or on a caller's; never fails: false when Redis does not answer, as nobody can
     *     be told then what became of a message
     */
    CompletionStage<Boolean> contains(Reservation reservation) {
        var question = new Question(reservation, new CompletableFuture<>());
        questions.add(question);
        questions.send();
        return question.known;
    }

    private CompletionStage<?> ask(List<Question> asked) {
        return reservations
                .known(asked.stream().map(Question::reservation).toList())
                .whenComplete((known, failure) -> {
                    for (int i = 0; i < asked.size(); i++) {
                        asked.get(i).known.complete(failure == null && known.get(i));
                    }
                });
    }
}
