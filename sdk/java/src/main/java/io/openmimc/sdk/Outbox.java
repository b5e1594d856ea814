package io.openmimc.sdk;

import io.netty.channel.EventLoop;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.wire.MIMCPacketAck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to the server, in the order they were sent. Each is written until it is answered or its deadline
 * is over, always under the same packetId. Confined to the event loop, but for {@link #reserve}.
 */
final class Outbox {
    private static final long TICK_MS = 100;
    private static final Duration MIN_PAUSE = Duration.ofMillis(200);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    final AtomicLong acked = new AtomicLong();
    final AtomicLong resent = new AtomicLong();

    private final Settings settings;
    private final EventLoop loop;
    private final Lane answers;
    private final Map<String, PendingSend> pending = new LinkedHashMap<>();
    private final AtomicInteger reserved = new AtomicInteger();
    private final Backoff pauses = new Backoff(MIN_PAUSE, MAX_PAUSE);
    private @Nullable Link link;
    private @Nullable Future<?> ticks;
    private int onWire;
    private boolean paused;
    private long pausedUntilNanos;

    Outbox(Settings settings, EventLoop loop, Lane answers) {
        this.settings = settings;
        this.loop = loop;
        this.answers = answers;
    }

    /** From any thread: takes one of the places that {@link Settings#maxPendingSends} allows. */
    boolean reserve() {
        if (reserved.incrementAndGet() <= settings.maxPendingSends()) {
            return true;
        }
        reserved.decrementAndGet();
        return false;
    }

    /** Gives the place back when the answer has been handed on. */
    void release() {
        reserved.decrementAndGet();
    }

    /** A packetId that is on its way already shares the answer of the first. */
    void add(PendingSend send) {
        PendingSend first = pending.putIfAbsent(send.packetId, send);
        if (first != null) {
            first.answer.whenComplete((ack, failure) -> {
                if (failure != null) {
                    send.answer.completeExceptionally(failure);
                } else {
                    send.answer.complete(ack);
                }
            });
            return;
        }
        if (ticks == null) {
            ticks = loop.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        }
        flush();
    }

    /** Answers a message that does not even go in. */
    void refuse(PendingSend send, MimcException reason) {
        hand(() -> send.answer.completeExceptionally(reason));
    }

    void online(Link link) {
        this.link = link;
        flush();
    }

    void offline() {
        link = null;
        onWire = 0;
        pending.values().forEach(send -> send.onWire = false);
    }

    void answered(MIMCPacketAck ack) {
        PendingSend send = pending.get(ack.getPacketId());
        if (send == null) {
            return; // an answer to a repetition, or after the deadline
        }
        takeOffWire(send);
        if (ack.getCode() == 0) {
            pauses.reset();
            paused = false;
            acked.incrementAndGet();
            finish(send, new Ack(send.packetId, ack.getSequence(), ack.getTimestamp()), null);
        } else {
            MimcException refusal = new MimcException(ack.getCode(), ack.getErrorMsg());
            if (refusal.isTemporary()) {
                // All wait, not this one only: what hinders one hinders the others, and their order is kept better.
                send.refusal = refusal;
                if (!paused) {
                    paused = true;
                    pausedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauses.nextMs());
                }
            } else {
                finish(send, null, refusal);
            }
        }
        flush();
    }

    void failAll(MimcException reason) {
        List.copyOf(pending.values()).forEach(send -> {
            takeOffWire(send);
            finish(send, null, reason);
        });
    }

    private void flush() {
        Link current = link;
        if (current == null || paused) {
            return;
        }
        for (PendingSend send : pending.values()) {
            if (onWire >= settings.sendWindow()) {
                break;
            }
            if (!send.onWire) {
                if (send.writtenBefore) {
                    resent.incrementAndGet();
                }
                send.onWire = true;
                send.writtenBefore = true;
                send.writtenNanos = System.nanoTime();
                onWire++;
                current.write(send.to.packet(current.packets(), send));
            }
        }
        current.flush();
    }

    private void tick() {
        long now = System.nanoTime();
        List<PendingSend> late = new ArrayList<>();
        for (PendingSend send : pending.values()) {
            if (send.deadlineNanos - now <= 0) {
                late.add(send);
            } else if (send.onWire
                    && now - send.writtenNanos > 2 * settings.answerTimeout().toNanos()) {
                // The connection lives, since its answer timer did not fire, but this one was lost: ask again.
                takeOffWire(send);
            }
        }
        for (PendingSend send : late) {
            takeOffWire(send);
            MimcException refusal = send.refusal;
            finish(
                    send,
                    null,
                    refusal != null
                            ? refusal
                            : new MimcException(
                                    ErrorCode.UNAVAILABLE,
                                    "no answer within " + settings.sendTimeout() + "; the server may have taken it"));
        }
        if (paused && pausedUntilNanos - now <= 0) {
            paused = false;
        }
        flush();
        if (pending.isEmpty() && ticks != null) {
            ticks.cancel(false);
            ticks = null;
        }
    }

    private void takeOffWire(PendingSend send) {
        if (send.onWire) {
            send.onWire = false;
            onWire--;
        }
    }

    private void finish(PendingSend send, @Nullable Ack ack, @Nullable MimcException failure) {
        pending.remove(send.packetId);
        hand(() -> complete(send.answer, ack, failure));
    }

    private void hand(Runnable completion) {
        if (!answers.execute(completion)) {
            completion.run();
        }
    }

    private static void complete(CompletableFuture<Ack> answer, @Nullable Ack ack, @Nullable MimcException failure) {
        if (ack != null) {
            answer.complete(ack);
        } else if (failure != null) {
            answer.completeExceptionally(failure);
        }
    }
}
