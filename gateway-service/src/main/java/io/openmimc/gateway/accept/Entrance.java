package io.openmimc.gateway.accept;

import io.openmimc.gateway.admission.Admission;
import io.openmimc.gateway.admission.Passage;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is let in or refused, before anything is made of it. A retry of one that was let in before is let in again,
 * however many there are. docs/adr/0023-messages-are-refused-before-they-wait.md
 */
@Singleton
class Entrance {
    private final Admission admission;
    private final KnownPackets known;
    private final AcceptMetrics metrics;
    private final AcceptConfig config;

    Entrance(Admission admission, KnownPackets known, AcceptMetrics metrics, AcceptConfig config) {
        this.admission = admission;
        this.known = known;
        this.metrics = metrics;
        this.config = config;
    }

    /**
     * Lets a message in, or refuses it: BUSY, and its place in the lane is free again.
     *
     * @param start what becomes of one that is let in
     */
    CompletionStage<Accepted> enter(
            Lane lane,
            Submission submission,
            @Nullable Reservation reservation,
            Function<Passage, CompletionStage<Accepted>> start) {
        Passage passage = admission.enter(lane.sender().appId(), submission.to().kind());
        if (passage != null) {
            return start.apply(passage);
        }
        return reservation == null
                ? CompletableFuture.failedFuture(refusal(lane))
                : unlessRetry(lane, submission, reservation, start);
    }

    private CompletionStage<Accepted> unlessRetry(
            Lane lane,
            Submission submission,
            Reservation reservation,
            Function<Passage, CompletionStage<Accepted>> start) {
        int bytes = Attempt.bytes(submission);
        if (metrics.begin(bytes) > config.maxInFlight().asLongValue()) {
            metrics.end(bytes);
            return CompletableFuture.failedFuture(refusal(lane));
        }
        CompletableFuture<Accepted> answer = new CompletableFuture<>();
        known.contains(reservation).thenAccept(retry -> {
            metrics.end(bytes);
            if (!retry) {
                // Not by way of a stage that has failed: what is derived from one wraps the refusal, with a stack
                // trace.
                answer.completeExceptionally(refusal(lane));
                return;
            }
            start.apply(admission.enterAgain(
                            lane.sender().appId(), submission.to().kind()))
                    .whenComplete((accepted, failure) -> {
                        if (failure == null) {
                            answer.complete(accepted);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    });
        });
        return answer;
    }

    private ImException refusal(Lane lane) {
        lane.end();
        metrics.refused(ErrorCode.BUSY);
        return admission.busy(lane.sender().appId());
    }
}
