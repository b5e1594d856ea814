package io.openmimc.gateway.push;

import io.openmimc.gateway.accept.Accepted;
import io.openmimc.gateway.accept.Lane;
import io.openmimc.gateway.accept.Reservation;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Sends one push to its recipients, a bounded number at a time, whatever becomes of the others. */
final class PushRun {
    /** Recipients whose messages have not begun by then are given up, so that an answer comes while somebody waits. */
    static final Duration START_WITHIN = Duration.ofSeconds(4);

    private final Push push;
    private final Lane lane;
    private final @Nullable String[] packetIds;
    private final AtomicReferenceArray<@Nullable ImException> refusals;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished;
    private final long startedNanos = System.nanoTime();
    private final CompletableFuture<PushOutcome> outcome = new CompletableFuture<>();

    PushRun(Push push, Lane lane, PacketIds ids) {
        this.push = push;
        this.lane = lane;
        int recipients = push.to().size();
        this.packetIds = new String[recipients];
        for (int i = 0; i < recipients; i++) {
            String key = push.idempotencyKey();
            packetIds[i] = key == null ? ids.next() : PacketIds.repeatable(push.appId(), key, i);
        }
        this.refusals = new AtomicReferenceArray<>(recipients);
        this.unfinished = new AtomicInteger(recipients);
    }

    /** Completes, never exceptionally, when it is known what became of each message. */
    CompletionStage<PushOutcome> start() {
        for (int i = 0; i < Math.min(Lane.MAX_IN_FLIGHT, refusals.length()); i++) {
            sendOn();
        }
        return outcome;
    }

    /** Sends one after the other for as long as the answers are there at once; the last answer goes on from there. */
    private void sendOn() {
        int index;
        while ((index = next.getAndIncrement()) < refusals.length()) {
            CompletableFuture<Accepted> accepted = send(index).toCompletableFuture();
            if (!accepted.isDone()) {
                int waiting = index;
                accepted.whenComplete((done, failure) -> {
                    finish(waiting, failure);
                    sendOn();
                });
                return;
            }
            finish(index, accepted.handle((done, failure) -> failure).join());
        }
    }

    private CompletionStage<Accepted> send(int index) {
        if (System.nanoTime() - startedNanos > START_WITHIN.toNanos()) {
            return CompletableFuture.failedFuture(
                    new ImException(ErrorCode.UNAVAILABLE, "not sent in time, try again"));
        }
        String key = push.idempotencyKey();
        Reservation reservation = key == null ? null : Reservation.push(push.appId(), key, index);
        return lane.accept(push.submission(index, packetId(index)), reservation);
    }

    private void finish(int index, @Nullable Throwable failure) {
        if (failure != null) {
            refusals.set(
                    index,
                    Failures.cause(failure) instanceof ImException refusal
                            ? refusal
                            : new ImException(ErrorCode.INTERNAL, "internal error"));
        }
        if (unfinished.decrementAndGet() == 0) {
            outcome.complete(report());
        }
    }

    private PushOutcome report() {
        int failed = 0;
        int first = -1;
        @Nullable String[] sent = Arrays.copyOf(packetIds, packetIds.length);
        for (int i = 0; i < refusals.length(); i++) {
            if (refusals.get(i) != null) {
                first = first < 0 ? i : first;
                failed++;
                sent[i] = null;
            }
        }
        return new PushOutcome(Arrays.asList(sent), failed, first, first < 0 ? null : refusals.get(first));
    }

    private String packetId(int index) {
        String id = packetIds[index];
        if (id == null) {
            throw new IllegalStateException("no packet id");
        }
        return id;
    }
}
