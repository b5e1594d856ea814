package io.openmimc.history.dispatch;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.openmimc.kit.batch.Batches;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.DeliverMessage;
import io.openmimc.proto.gateway.DeliverRequest;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.HandoutAges;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.gateway.Wake;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One stream to a gateway, from its opening to its end. A delivery that is not answered in time, or not before the stream
 * ends, counts as not taken. Used by many threads; answers are handed on outside of the lock.
 */
final class DeliverStream implements ClientResponseObserver<DeliverRequests, DeliverResponses> {
    /** How much is open is bounded by dispatch's windows, so how many messages it takes need not be. */
    private static final Batches.Limits LIMITS = new Batches.Limits(Integer.MAX_VALUE, 64, 64 * 1024);

    private static final CompletionStage<Void> SENT = CompletableFuture.completedStage(null);

    private record Pending(int targets, long sentNanos, CompletableFuture<BitSet> taken) {}

    private final DispatchMetrics metrics;
    private final Runnable ended;
    private final Map<Long, Pending> pending = new LinkedHashMap<>(); // by delivery, so the oldest first
    private final Batches<DeliverRequest> batches =
            new Batches<>(LIMITS, DeliverRequest::getSerializedSize, this::write);
    private @Nullable ClientCallStreamObserver<DeliverRequests> requests;
    private long lastDelivery;
    private long lastAnswerNanos = System.nanoTime();
    private boolean closed;

    /** @param ended told once, when the stream is broken or closed */
    DeliverStream(DispatchMetrics metrics, Runnable ended) {
        this.metrics = metrics;
        this.ended = ended;
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<DeliverRequests> stream) {
        requests = stream;
    }

    /**
     * Adds a delivery, which waits for the next {@link #send}.
     *
     * @return completes with the indices of the targets that took it; none if the stream has ended. Never fails.
     */
    CompletionStage<BitSet> deliver(AcceptedMessage message, List<SessionRef> targets) {
        var taken = new CompletableFuture<BitSet>();
        synchronized (this) {
            if (closed) {
                taken.complete(new BitSet());
                return taken;
            }
            metrics.handed();
            long delivery = ++lastDelivery;
            pending.put(delivery, new Pending(targets.size(), System.nanoTime(), taken));
            batches.add(DeliverRequest.newBuilder()
                    .setDeliver(DeliverMessage.newBuilder()
                            .setDelivery(delivery)
                            .setMessage(message)
                            .addAllTargets(targets))
                    .build());
        }
        return taken;
    }

    /** Sends what was added. */
    void send() {
        batches.send();
    }

    /** Adds and sends a wake-up. False when the stream has ended. */
    boolean wake(SessionRef session) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            batches.add(DeliverRequest.newBuilder()
                    .setWake(Wake.newBuilder().setSession(session))
                    .build());
        }
        batches.send();
        return true;
    }

    /** Tells how long messages waited. A gateway that takes nothing any more is broken off long before these pile up. */
    synchronized void tell(HandoutAges ages) {
        if (!closed && requests != null) {
            requests.onNext(DeliverRequests.newBuilder().setAges(ages).build());
        }
    }

    private synchronized CompletionStage<?> write(List<DeliverRequest> next) {
        if (!closed) {
            Objects.requireNonNull(requests)
                    .onNext(DeliverRequests.newBuilder().addAllRequests(next).build());
        }
        return SENT;
    }

    @Override
    public void onNext(DeliverResponses responses) {
        responses.getResponsesList().forEach(this::answered);
    }

    private void answered(DeliverResponse response) {
        Pending answered;
        synchronized (this) {
            answered = pending.remove(response.getDelivery());
            lastAnswerNanos = System.nanoTime();
        }
        if (answered == null) {
            return; // answered twice, or too late: then its row is written or under way
        }
        var taken = new BitSet(answered.targets);
        for (int i = 0; i < response.getTakenCount(); i++) {
            int index = response.getTaken(i);
            if (index >= 0 && index < answered.targets) {
                taken.set(index);
            }
        }
        metrics.answered(taken.cardinality(), answered.targets - taken.cardinality());
        answered.taken.complete(taken);
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onCompleted() {
        end();
    }

    /** Whether a delivery is overdue and nothing at all was answered meanwhile: then the gateway is not slow but dead. */
    synchronized boolean silent(long answerTimeoutNanos) {
        long due = System.nanoTime() - answerTimeoutNanos;
        var oldest = pending.values().iterator();
        return oldest.hasNext() && oldest.next().sentNanos - due < 0 && lastAnswerNanos - due < 0;
    }

    /**
     * Gives up each delivery that has been waiting longer than that for its answer: it counts as not taken.
     *
     * @return how many they were
     */
    int giveUp(long answerTimeoutNanos) {
        List<Pending> overdue = new ArrayList<>();
        synchronized (this) {
            long due = System.nanoTime() - answerTimeoutNanos;
            var oldest = pending.values().iterator();
            while (oldest.hasNext()) {
                Pending next = oldest.next();
                if (next.sentNanos - due >= 0) {
                    break;
                }
                overdue.add(next);
                oldest.remove();
            }
        }
        notTaken(overdue);
        return overdue.size();
    }

    /** Breaks the stream off; what is pending counts as not taken. */
    void cancel(String why) {
        ClientCallStreamObserver<DeliverRequests> stream;
        synchronized (this) {
            stream = requests;
        }
        end();
        if (stream != null) {
            stream.cancel(why, null);
        }
    }

    private void end() {
        List<Pending> unanswered;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            unanswered = new ArrayList<>(pending.values());
            pending.clear();
        }
        ended.run();
        notTaken(unanswered);
    }

    private void notTaken(List<Pending> deliveries) {
        for (Pending each : deliveries) {
            metrics.answered(0, each.targets);
            each.taken.complete(new BitSet());
        }
    }
}
