package io.openmimc.gateway.accept;

import io.netty.util.HashedWheelTimer;
import io.openmimc.gateway.accept.Attempt.Reserving;
import io.openmimc.gateway.accept.Destinations.Found;
import io.openmimc.gateway.accept.Reservations.Reserved;
import io.openmimc.gateway.admission.Passage;
import io.openmimc.gateway.limit.SendLimits;
import io.openmimc.gateway.sequence.SequenceClock;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from sessions and pushes onto the log.
 *
 * <p>A message that the {@link Entrance} lets in takes its sequence when it comes; then its destination is looked up while its name is reserved in Redis; when
 * both are there, and those before it in the conversation have gone, it is produced; when all in-sync replicas have it, it
 * is answered. Its outcome stays in {@link #outcomes} until Redis knows how it ended, which the {@link Watermark} tells of
 * many at a time: so a retry on this gateway joins it, and one on another gateway finds the sequence to use again.
 */
@Singleton
public class Acceptor {
    private static final long TICK_MS = 50;
    /** Of a reservation that may come into being when we have forgotten it. */
    private static final CompletionStage<Void> UNKNOWN =
            CompletableFuture.failedStage(new ImException(ErrorCode.UNAVAILABLE, "its reservation was not answered"));

    private final Entrance entrance;
    private final AppDirectory apps;
    private final Destinations destinations;
    private final SendLimits limits;
    private final SequenceClock clock;
    private final Reservations reservations;
    private final Watermarks watermarks;
    private final MessageLog log;
    private final AcceptMetrics metrics;
    private final Refusals refusals;
    private final AcceptConfig config;
    private final ConcurrentMap<String, CompletableFuture<Accepted>> outcomes = new ConcurrentHashMap<>();
    private final HashedWheelTimer timer = new HashedWheelTimer(
            work -> {
                Thread thread = new Thread(work, "accept-timeouts");
                thread.setDaemon(true);
                return thread;
            },
            TICK_MS,
            TimeUnit.MILLISECONDS);

    Acceptor(
            Entrance entrance,
            AppDirectory apps,
            Destinations destinations,
            SendLimits limits,
            SequenceClock clock,
            Reservations reservations,
            Watermarks watermarks,
            MessageLog log,
            AcceptMetrics metrics,
            Refusals refusals,
            AcceptConfig config) {
        this.entrance = entrance;
        this.apps = apps;
        this.destinations = destinations;
        this.limits = limits;
        this.clock = clock;
        this.reservations = reservations;
        this.watermarks = watermarks;
        this.log = log;
        this.metrics = metrics;
        this.refusals = refusals;
        this.config = config;
    }

    /** Whether a message would be taken: a node number is leased, and the log is known. */
    public boolean ready() {
        return clock.running() && log.ready();
    }

    /** What one session sends goes through one lane of its own, which keeps its order. */
    public Lane lane(Sender sender) {
        return new Lane(this, sender);
    }

    CompletionStage<Accepted> accept(Lane lane, Submission submission, @Nullable Reservation reservation) {
        try {
            SubmissionCheck.form(submission);
            lane.begin();
        } catch (ImException e) {
            metrics.refused(e.code());
            return CompletableFuture.failedFuture(e);
        }
        var earlier = reservation == null ? null : outcomes.get(reservation.key());
        if (earlier != null && !earlier.isCompletedExceptionally()) {
            return join(earlier, lane);
        }
        return entrance.enter(lane, submission, reservation, passage -> start(lane, submission, reservation, passage));
    }

    private CompletionStage<Accepted> start(
            Lane lane, Submission submission, @Nullable Reservation reservation, Passage passage) {
        Watermark watermark = watermarks.current();
        Watermark.Window window = watermark.enter();
        Attempt attempt;
        try {
            attempt = new Attempt(
                    lane, submission, reservation, watermark, window, passage, clock.next(), System.nanoTime());
        } catch (ImException e) {
            passage.left();
            watermark.leave(window);
            lane.end();
            metrics.refused(e.code());
            return CompletableFuture.failedFuture(e);
        }
        if (reservation != null) {
            var earlier = outcomes.putIfAbsent(reservation.key(), attempt.outcome);
            if (earlier != null && !earlier.isCompletedExceptionally()) {
                passage.left();
                watermark.leave(window);
                return join(earlier, lane);
            }
            if (earlier != null) { // it failed, but Kafka may still have it: ask Redis for the sequence to use again
                outcomes.put(reservation.key(), attempt.outcome);
            }
        }
        begin(attempt);
        return attempt.outcome;
    }

    /** A stage of its own: one that is derived from the outcome would wrap the refusal. */
    private CompletionStage<Accepted> join(CompletableFuture<Accepted> earlier, Lane lane) {
        metrics.repeated();
        CompletableFuture<Accepted> answer = new CompletableFuture<>();
        earlier.whenComplete((accepted, failure) -> {
            lane.end();
            if (failure == null) {
                answer.complete(accepted);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private void begin(Attempt attempt) {
        attempt.lane.order().enter(attempt);
        attempt.timeout = timer.newTimeout(
                timeout -> fail(attempt, new ImException(ErrorCode.UNAVAILABLE, "not accepted in time, try again")),
                config.answerTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        if (metrics.begin(attempt.bytes()) > config.maxInFlight().asLongValue()) {
            fail(attempt, new ImException(ErrorCode.UNAVAILABLE, "too many messages on their way, try again"));
            return;
        }
        apps.settings(attempt.sender().appId())
                .thenCompose(app -> prepare(attempt, app))
                .whenComplete((prepared, failure) -> {
                    if (failure == null) {
                        attempt.lane.order().ready(attempt);
                    } else {
                        fail(attempt, refusals.of(failure));
                    }
                });
    }

    private CompletionStage<?> prepare(Attempt attempt, AppSettings app) {
        SubmissionCheck.size(attempt.submission, app);
        if (!attempt.submission.push()) {
            limits.packet(app, attempt.sender().uuid(), attempt.submission.to().kind());
        }
        CompletionStage<Found> destination = destinations.find(attempt.sender(), attempt.submission.to());
        return reserve(attempt).thenCompose(first -> {
            boolean ours = first.sequence() == attempt.sequence;
            attempt.reserved(ours);
            if (!ours) {
                metrics.repeated();
                clock.observe(first.sequence());
                attempt.sequence = first.sequence();
            }
            if (first.done()) { // it was accepted: that the sender may not send there any more changes nothing
                answer(attempt);
                return CompletableFuture.completedStage(null);
            }
            return destination.thenAccept(found -> attempt.to = found);
        });
    }

    private CompletionStage<Reserved> reserve(Attempt attempt) {
        if (attempt.reservation == null) {
            return CompletableFuture.completedFuture(new Reserved(attempt.sequence, false));
        }
        if (!attempt.ask()) { // it has ended meanwhile, and the watermark may have passed it: who retried would be told
            // "done"
            throw new ImException(ErrorCode.UNAVAILABLE, "not accepted in time, try again");
        }
        return reservations.reserve(attempt.reservation, attempt.sequence, attempt.watermark.owner());
    }

    /** The attempt's turn has come: it is ready or has failed, and those before it in the conversation have gone. */
    void produce(Attempt attempt) {
        if (attempt.answered()) {
            reopen(attempt);
            return;
        }
        log.append(attempt.to.id(), attempt.message().toByteArray(), (metadata, failure) -> {
            if (failure == null) {
                attempt.passage.onLog();
                answer(attempt);
                mark(attempt);
            } else {
                refuse(attempt, refusals.ofKafka(failure));
                reopen(attempt);
            }
        });
    }

    /** It is on the log: its retries need not be. */
    private void mark(Attempt attempt) {
        if (attempt.endReserving()
                != Reserving.DONE) { // its reservation is that of an earlier attempt, or there is none
            attempt.watermark.leave(attempt.window);
        } else if (attempt.watermark.leave(attempt.window, forget(attempt))) {
            end(attempt);
            return;
        }
        if (attempt.reservation == null) {
            end(attempt);
            return;
        }
        reservations.done(attempt.reservation, attempt.sequence).whenComplete((done, failure) -> {
            if (failure != null) {
                metrics.unmarked(1);
            }
            forget(attempt).run();
            end(attempt);
        });
    }

    /** It is not on the log, as far as is known: its retry must be written, whatever the watermark passes. */
    private void reopen(Attempt attempt) {
        Reserving reserving = attempt.endReserving();
        if (reserving == Reserving.NOT || reserving == Reserving.FOREIGN || attempt.reservation == null) {
            attempt.watermark.leave(attempt.window);
            forget(attempt).run();
            end(attempt);
            return;
        }
        CompletionStage<?> reopened = reserving == Reserving.DONE
                ? reservations.reopen(attempt.reservation, attempt.sequence, attempt.watermark.owner())
                : UNKNOWN;
        reopened.whenComplete((done, failure) -> {
            if (failure == null) {
                attempt.watermark.leave(attempt.window);
            } else {
                watermarks.spoil(attempt.watermark);
            }
            forget(attempt).run();
            end(attempt);
        });
    }

    private void answer(Attempt attempt) {
        if (attempt.claimAnswer()) {
            attempt.passage.left();
            metrics.accepted(System.nanoTime() - attempt.startedNanos);
            attempt.lane.end(); // before the answer: who gets it may send the next at once
            attempt.outcome.complete(Accepted.as(attempt.sequence));
        }
    }

    private void refuse(Attempt attempt, ImException refusal) {
        if (attempt.claimAnswer()) {
            attempt.passage.left();
            metrics.refused(refusal.code());
            attempt.lane.end();
            attempt.outcome.completeExceptionally(refusal);
        }
    }

    /** Answers with a refusal, and lets those behind it go on unless it is in the hands of Kafka already. */
    private void fail(Attempt attempt, ImException refusal) {
        refuse(attempt, refusal);
        attempt.lane.order().ready(attempt);
    }

    private void end(Attempt attempt) {
        if (attempt.timeout != null) {
            attempt.timeout.cancel();
        }
        metrics.end(attempt.bytes());
    }

    /** Made before it is run, so that what waits for the watermark does not hold the payload. */
    private Runnable forget(Attempt attempt) {
        Reservation reservation = attempt.reservation;
        CompletableFuture<Accepted> outcome = attempt.outcome;
        return reservation == null ? () -> {} : () -> outcomes.remove(reservation.key(), outcome);
    }

    @PreDestroy
    void close() {
        timer.stop();
    }
}
