package io.openmimc.gateway.accept;

import io.lettuce.core.SetArgs;
import io.openmimc.kit.redis.Redis;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The sequences of recent messages by {@link Reservation}, in Redis: {@code <sequence> p} (pending) or {@code … d} (done). */
@Singleton
class Reservations {
    private static final String PENDING = " p";
    private static final String DONE = " d";

    private final Redis redis;

    Reservations(Redis redis) {
        this.redis = redis;
    }

    /**
     * Reserves a name for a message.
     *
     * @return the sequence that the message has: the given one, or that of the first attempt; fails with {@link
     *     ImException} UNAVAILABLE
     */
    CompletionStage<Reserved> reserve(Reservation reservation, long sequence) {
        return redis.call(
                        "packet-reserve",
                        commands -> commands.set(
                                reservation.key(),
                                sequence + PENDING,
                                args(reservation).nx()))
                .thenCompose(set -> set == null
                        ? first(reservation)
                        : CompletableFuture.completedFuture(new Reserved(sequence, false)));
    }

    /** Retries need not produce any more. Fails with {@link ImException} UNAVAILABLE: then they do, which is filtered. */
    CompletionStage<?> done(Reservation reservation, long sequence) {
        return redis.call(
                "packet-done", commands -> commands.set(reservation.key(), sequence + DONE, args(reservation)));
    }

    private CompletionStage<Reserved> first(Reservation reservation) {
        return redis.call("packet-first", commands -> commands.get(reservation.key()))
                .thenApply(Reservations::parse);
    }

    private static Reserved parse(@Nullable String value) {
        if (value == null) { // it ended between the two commands; the next try makes a new one
            throw new ImException(ErrorCode.UNAVAILABLE, "packetId: its reservation just ended, try again");
        }
        return new Reserved(Long.parseLong(value.substring(0, value.indexOf(' '))), value.endsWith(DONE));
    }

    private static SetArgs args(Reservation reservation) {
        return new SetArgs().ex(reservation.keptFor());
    }

    /** @param done the message of this sequence is on the log already */
    record Reserved(long sequence, boolean done) {}
}
