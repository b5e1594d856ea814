package io.openmimc.gateway.accept;

import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.openmimc.kit.redis.Redis;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of recent messages by {@link Reservation}, in Redis: {@code <sequence> d} when it is on the log, {@code
 * <sequence> p} when that is not known, {@code <sequence> p <owner>} when it is on the log once the {@link Watermark} of
 * that name has passed its timestamp: {@code accepted:<owner>}. docs/adr/0017-a-watermark-says-what-is-done.md
 */
@Singleton
class Reservations {
    private static final String PENDING = " p";
    private static final String DONE = " d";
    private static final String WATERMARK = "accepted:";
    /** Longer than the longest reservation. */
    private static final Duration WATERMARK_KEPT = Duration.ofHours(25);

    private static final String REPLACE =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
            return 1""";

    private final Redis redis;

    Reservations(Redis redis) {
        this.redis = redis;
    }

    /**
     * Reserves a name for a message.
     *
     * @param owner of the watermark that will pass it
     * @return the sequence that the message has: the given one, or that of the first attempt; fails with {@link
     *     ImException} UNAVAILABLE
     */
    CompletionStage<Reserved> reserve(Reservation reservation, long sequence, String owner) {
        return redis.call(
                        "packet-reserve",
                        commands -> commands.set(
                                reservation.key(),
                                pending(sequence, owner),
                                args(reservation).nx()))
                .thenCompose(set -> set == null
                        ? first(reservation)
                        : CompletableFuture.completedFuture(new Reserved(sequence, false)));
    }

    /**
     * The message did not get onto the log: no watermark says so of it any more, whatever it passes. Fails with {@link
     * ImException} UNAVAILABLE.
     */
    CompletionStage<?> reopen(Reservation reservation, long sequence, String owner) {
        return redis.call(
                "packet-reopen",
                commands -> commands.<Long>eval(
                        REPLACE,
                        ScriptOutputType.INTEGER,
                        new String[] {reservation.key()},
                        pending(sequence, owner),
                        sequence + PENDING));
    }

    /** Which of those are there, in their order. Fails with {@link ImException} UNAVAILABLE. */
    CompletionStage<List<Boolean>> known(List<Reservation> reservations) {
        String[] keys = reservations.stream().map(Reservation::key).toArray(String[]::new);
        return redis.call("packets-known", commands -> commands.mget(keys)
                .thenApply(values -> values.stream().map(KeyValue::hasValue).toList()));
    }

    /** Retries need not produce any more. Fails with {@link ImException} UNAVAILABLE: then they do, which is filtered. */
    CompletionStage<?> done(Reservation reservation, long sequence) {
        return redis.call(
                "packet-done", commands -> commands.set(reservation.key(), sequence + DONE, args(reservation)));
    }

    /**
     * The same for all messages of this owner with an earlier timestamp.
     *
     * @param timeMs since the Unix epoch
     */
    CompletionStage<?> accepted(String owner, long timeMs) {
        return redis.call(
                "packets-accepted",
                commands -> commands.set(WATERMARK + owner, Long.toString(timeMs), SetArgs.Builder.ex(WATERMARK_KEPT)));
    }

    private CompletionStage<Reserved> first(Reservation reservation) {
        return redis.call("packet-first", commands -> commands.get(reservation.key()))
                .thenCompose(this::parse);
    }

    private CompletionStage<Reserved> parse(@Nullable String value) {
        if (value == null) { // it ended between the two commands; the next try makes a new one
            throw new ImException(ErrorCode.UNAVAILABLE, "packetId: its reservation just ended, try again");
        }
        String[] parts = value.split(" ");
        long sequence = Long.parseLong(parts[0]);
        if (parts.length < 3) {
            return CompletableFuture.completedFuture(new Reserved(sequence, value.endsWith(DONE)));
        }
        return redis.call("packets-accepted", commands -> commands.get(WATERMARK + parts[2]))
                .thenApply(timeMs -> new Reserved(
                        sequence, timeMs != null && Sequence.timestampMs(sequence) < Long.parseLong(timeMs)));
    }

    private static String pending(long sequence, String owner) {
        return sequence + PENDING + " " + owner;
    }

    private static SetArgs args(Reservation reservation) {
        return new SetArgs().ex(reservation.keptFor());
    }

    /** @param done the message of this sequence is on the log already */
    record Reserved(long sequence, boolean done) {}
}
