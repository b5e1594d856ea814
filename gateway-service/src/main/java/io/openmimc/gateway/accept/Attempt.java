package io.openmimc.gateway.accept;

import io.netty.util.Timeout;
import io.openmimc.gateway.accept.Destinations.Found;
import io.openmimc.gateway.admission.Passage;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One message on its way to the log. */
final class Attempt {
    /** About what an attempt takes besides its payload. */
    private static final int OVERHEAD_BYTES = 1_000;

    private static final Found NOWHERE = new Found(0, 0);

    /** What is known of its reservation; the last state is not left. */
    enum Reserving {
        /** There is none, and Redis was not asked. */
        NOT,
        /** Redis was asked, and has not answered or has failed. */
        ASKED,
        /** There is none of ours, and will be none: an earlier attempt's is there. */
        FOREIGN,
        /** It is there, with our sequence. */
        DONE,
        /** What becomes of the reservation is decided: nothing is asked of Redis for this attempt any more. */
        ENDED
    }

    final Lane lane;
    final Submission submission;
    final @Nullable Reservation reservation;
    final Watermark watermark;
    final Watermark.Window window;
    final Passage passage;
    final long startedNanos;
    /** The answer. Nothing is produced once it is there. */
    final CompletableFuture<Accepted> outcome = new CompletableFuture<>();

    private final AtomicBoolean answered = new AtomicBoolean();

    /** Its own, or that of the first attempt. Written before it is ready, read after. */
    long sequence;
    /** The destination; written before it is ready, read after. */
    Found to = NOWHERE;

    private final AtomicReference<Reserving> reserving = new AtomicReference<>(Reserving.NOT);

    @Nullable
    Timeout timeout;

    // The place in the order of its conversation; guarded by the lane.
    @Nullable
    Attempt next;

    boolean first;
    boolean ready;

    Attempt(
            Lane lane,
            Submission submission,
            @Nullable Reservation reservation,
            Watermark watermark,
            Watermark.Window window,
            Passage passage,
            long sequence,
            long startedNanos) {
        this.lane = lane;
        this.submission = submission;
        this.reservation = reservation;
        this.watermark = watermark;
        this.window = window;
        this.passage = passage;
        this.sequence = sequence;
        this.startedNanos = startedNanos;
    }

    /** True for the first caller only: that one completes the outcome. */
    boolean claimAnswer() {
        return answered.compareAndSet(false, true);
    }

    boolean answered() {
        return answered.get();
    }

    /** Before Redis is asked for a reservation. False when the attempt has ended: nobody would undo the reservation. */
    boolean ask() {
        return reserving.compareAndSet(Reserving.NOT, Reserving.ASKED);
    }

    /**
     * Redis has answered.
     *
     * @param ours whether the reservation is this attempt's
     */
    void reserved(boolean ours) {
        reserving.compareAndSet(Reserving.ASKED, ours ? Reserving.DONE : Reserving.FOREIGN);
    }

    /** Ends the reserving, for good. The caller deals with the reservation as the answer says. */
    Reserving endReserving() {
        return reserving.getAndSet(Reserving.ENDED);
    }

    Sender sender() {
        return lane.sender();
    }

    /** Memory held until it ends. */
    int bytes() {
        return bytes(submission);
    }

    /** Memory held by a message on its way. */
    static int bytes(Submission submission) {
        return OVERHEAD_BYTES + submission.payload().size();
    }

    AcceptedMessage message() {
        Sender sender = lane.sender();
        AcceptedMessage.Builder message = AcceptedMessage.newBuilder()
                .setSequence(sequence)
                .setTimestamp(Sequence.timestampMs(sequence))
                .setAppId(sender.appId())
                .setKind(submission.to().kind())
                .setFrom(AccountRef.newBuilder().setUuid(sender.uuid()).setAccount(sender.account()))
                .setFromResource(sender.resource())
                .setPacketId(submission.packetId())
                .setBizType(submission.bizType())
                .setIsStore(submission.isStore())
                .setConversation(submission.conversation())
                .setPayload(submission.payload())
                .setPush(submission.push());
        return (submission.to().isTopic()
                        ? message.setTopicId(to.id()).setTopicVersion(to.topicVersion())
                        : message.setTo(AccountRef.newBuilder()
                                .setUuid(to.id())
                                .setAccount(submission.to().account())))
                .build();
    }
}
