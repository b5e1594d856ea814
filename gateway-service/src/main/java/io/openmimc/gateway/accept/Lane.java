package io.openmimc.gateway.accept;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The messages of one sender, in order. */
public final class Lane {
    /** Messages of one lane that may be on their way at once; more are refused. */
    public static final int MAX_IN_FLIGHT = 64;

    private final Acceptor acceptor;
    private final Sender sender;
    private final Order order;
    private final AtomicInteger inFlight = new AtomicInteger();

    Lane(Acceptor acceptor, Sender sender) {
        this.acceptor = acceptor;
        this.sender = sender;
        this.order = new Order(acceptor::produce);
    }

    /**
     * Puts a client's message onto the log. Never blocks; the calls of one lane must come one after the other.
     *
     * @return completes within 4.5 s, on a thread of Redis, Kafka or a timer, so go back to your own; fails with {@link
     *     ImException} itself: BAD_REQUEST, TOO_LARGE, NOT_FOUND (no such topic or app), RATE_LIMITED (also with more
     *     than {@link #MAX_IN_FLIGHT} messages in flight), BUSY (too many messages of all lanes: it is not accepted now nor
     *     later), UNAVAILABLE (trying again with the same packetId is safe)
     */
    public CompletionStage<Accepted> accept(Submission submission) {
        return acceptor.accept(this, submission, Reservation.packet(sender, submission.packetId()));
    }

    /**
     * As {@link #accept(Submission)}, for messages whose retries do not come as packets.
     *
     * @param reservation by which a retry is recognised; null: every call is a message of its own
     */
    public CompletionStage<Accepted> accept(Submission submission, @Nullable Reservation reservation) {
        return acceptor.accept(this, submission, reservation);
    }

    Acceptor acceptor() {
        return acceptor;
    }

    Sender sender() {
        return sender;
    }

    Order order() {
        return order;
    }

    /** @throws ImException RATE_LIMITED */
    void begin() {
        if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
            inFlight.decrementAndGet();
            throw new ImException(
                    ErrorCode.RATE_LIMITED, "more than " + MAX_IN_FLIGHT + " messages without an answer, try again");
        }
    }

    void end() {
        inFlight.decrementAndGet();
    }
}
