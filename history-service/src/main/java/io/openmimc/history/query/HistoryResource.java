package io.openmimc.history.query;

import io.openmimc.history.archive.Conversation;
import io.openmimc.history.archive.Conversations;
import io.openmimc.history.archive.Slice;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The history of two accounts, for either of them. docs/rest-api.md "History", manual 「消息漫游」. */
@Path("/api/msg/p2p")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "History")
public class HistoryResource {
    static final int MAX_BY_TIME = 5_000;
    static final int MAX_BY_SEQUENCE = 500;
    static final int MAX_COUNT = 200;

    private static final long MAX_SPAN_MS = Duration.ofHours(24).toMillis();

    private final ConversationAccess access;
    private final Conversations conversations;

    HistoryResource(ConversationAccess access, Conversations conversations) {
        this.access = access;
        this.conversations = conversations;
    }

    @POST
    @Path("/query")
    @Operation(summary = "Messages of both directions within a time of at most 24 hours")
    public CompletionStage<Envelope<HistoryView>> query(@Nullable TimeQuery query, @Context HttpHeaders headers) {
        return onTime(query, headers);
    }

    @POST
    @Path("/queryOnTime")
    @Operation(summary = "The same as query")
    public CompletionStage<Envelope<HistoryView>> queryOnTime(@Nullable TimeQuery query, @Context HttpHeaders headers) {
        return onTime(query, headers);
    }

    @POST
    @Path("/queryOnCount")
    @Operation(summary = "The last messages before a time")
    public CompletionStage<Envelope<HistoryView>> queryOnCount(
            @Nullable CountQuery request, @Context HttpHeaders headers) {
        CountQuery query = Fields.body(request);
        return access.caller(headers, query.appId()).thenCompose(caller -> {
            long to = time("utcToTime", query.utcToTime());
            int count = (int) Fields.range("count", query.count(), 1, MAX_COUNT);
            // That there is more is no news here: it says nothing about a range.
            return read(
                            caller,
                            query.fromAccount(),
                            query.toAccount(),
                            conversation -> conversations.last(conversation, Sequence.firstAt(to), count))
                    .thenApply(view -> Envelope.ok(view.withTimestamp().withoutMore()));
        });
    }

    @POST
    @Path("/queryOnSequence")
    @Operation(summary = "Messages of a range of sequences, 500 at most")
    public CompletionStage<Envelope<HistoryView>> queryOnSequence(
            @Nullable SequenceQuery request, @Context HttpHeaders headers) {
        SequenceQuery query = Fields.body(request);
        return access.caller(headers, query.appId()).thenCompose(caller -> {
            long start = Fields.range("startSeq", query.startSeq(), 0, Long.MAX_VALUE);
            long stop = Fields.range("stopSeq", query.stopSeq(), 0, Long.MAX_VALUE);
            if (start > stop) {
                throw new ImException(ErrorCode.BAD_REQUEST, "startSeq: must not be after stopSeq");
            }
            return read(
                            caller,
                            query.fromAccount(),
                            query.toAccount(),
                            conversation -> conversations.first(conversation, start, stop, MAX_BY_SEQUENCE))
                    .thenApply(view -> Envelope.ok(view.withTimestamp()));
        });
    }

    private CompletionStage<Envelope<HistoryView>> onTime(@Nullable TimeQuery request, HttpHeaders headers) {
        TimeQuery query = Fields.body(request);
        return access.caller(headers, query.appId()).thenCompose(caller -> {
            long from = time("utcFromTime", query.utcFromTime());
            long to = time("utcToTime", query.utcToTime());
            if (from > to) {
                throw new ImException(ErrorCode.BAD_REQUEST, "utcFromTime: must not be after utcToTime");
            }
            if (to - from > MAX_SPAN_MS) {
                throw new ImException(ErrorCode.BAD_REQUEST, "utcToTime: at most 24 hours after utcFromTime");
            }
            return read(
                            caller,
                            query.fromAccount(),
                            query.toAccount(),
                            conversation -> conversations.first(
                                    conversation, Sequence.firstAt(from), Sequence.firstAt(to), MAX_BY_TIME))
                    .thenApply(Envelope::ok);
        });
    }

    private CompletionStage<HistoryView> read(
            Caller caller,
            @Nullable String fromAccount,
            @Nullable String toAccount,
            Function<Conversation, CompletionStage<Slice>> range) {
        return access.conversation(caller, fromAccount, toAccount)
                .thenCompose(conversation ->
                        conversation.map(range).orElseGet(() -> CompletableFuture.completedStage(Slice.EMPTY)))
                .thenApply(slice -> HistoryView.of(caller.appId(), slice));
    }

    private static long time(String field, @Nullable Long ms) {
        return Fields.range(field, ms, 0, Long.MAX_VALUE);
    }
}
