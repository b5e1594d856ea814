package io.openmimc.history.query;

import io.openmimc.history.archive.Conversation;
import io.openmimc.history.archive.Conversations;
import io.openmimc.history.archive.Slice;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a conversation are asked for.
 *
 * @param from first sequence
 * @param to the sequence after the last one
 * @param most messages at most
 * @param latest the last ones of the range, else the first
 */
record Range(long from, long to, int most, boolean latest) {
    static final int MAX_BY_TIME = 5_000;
    static final int MAX_BY_SEQUENCE = 500;
    static final int MAX_COUNT = 200;

    private static final long MAX_SPAN_MS = Duration.ofHours(24).toMillis();

    /**
     * A span of time.
     *
     * @throws ImException BAD_REQUEST, naming the field
     */
    static Range ofTime(@Nullable Long utcFromTime, @Nullable Long utcToTime) {
        long from = positive("utcFromTime", utcFromTime);
        long to = positive("utcToTime", utcToTime);
        if (from > to) {
            throw new ImException(ErrorCode.BAD_REQUEST, "utcFromTime: must not be after utcToTime");
        }
        if (to - from > MAX_SPAN_MS) {
            throw new ImException(ErrorCode.BAD_REQUEST, "utcToTime: at most 24 hours after utcFromTime");
        }
        return new Range(Sequence.firstAt(from), Sequence.firstAt(to), MAX_BY_TIME, false);
    }

    /**
     * The last ones before a time.
     *
     * @throws ImException BAD_REQUEST, naming the field
     */
    static Range ofCount(@Nullable Long utcToTime, @Nullable Long count) {
        long to = positive("utcToTime", utcToTime);
        int most = (int) Fields.range("count", count, 1, MAX_COUNT);
        return new Range(0, Sequence.firstAt(to), most, true);
    }

    /**
     * Sequences.
     *
     * @throws ImException BAD_REQUEST, naming the field
     */
    static Range ofSequence(@Nullable Long startSeq, @Nullable Long stopSeq) {
        long start = positive("startSeq", startSeq);
        long stop = positive("stopSeq", stopSeq);
        if (start > stop) {
            throw new ImException(ErrorCode.BAD_REQUEST, "startSeq: must not be after stopSeq");
        }
        return new Range(start, stop, MAX_BY_SEQUENCE, false);
    }

    private static long positive(String field, @Nullable Long value) {
        return Fields.range(field, value, 0, Long.MAX_VALUE);
    }

    /** Without what was accepted before a time, in ms since the Unix epoch. */
    Range since(long ms) {
        return new Range(Math.max(from, Sequence.firstAt(ms)), to, most, latest);
    }

    CompletionStage<Slice> read(Conversations conversations, Conversation conversation) {
        return latest
                ? conversations.last(conversation, from, to, most)
                : conversations.first(conversation, from, to, most);
    }
}
