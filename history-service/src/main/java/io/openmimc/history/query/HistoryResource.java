package io.openmimc.history.query;

import io.openmimc.history.archive.Conversations;
import io.openmimc.history.archive.Slice;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rest.Fields;
import io.openmimc.kit.rest.QueryCallers;
import io.openmimc.proto.Envelope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The history of two accounts, for either of them. docs/rest-api.md "History", manual 「消息漫游」. */
@Path("/api/msg/p2p")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "History")
public class HistoryResource {
    private final QueryCallers callers;
    private final ConversationAccess access;
    private final Conversations conversations;

    HistoryResource(QueryCallers callers, ConversationAccess access, Conversations conversations) {
        this.callers = callers;
        this.access = access;
        this.conversations = conversations;
    }

    @POST
    @Path("/query")
    @Operation(summary = "Messages of both directions within a time of at most 24 hours")
    public CompletableFuture<Envelope<HistoryView>> query(@Nullable TimeQuery query, @Context HttpHeaders headers) {
        return onTime(query, headers);
    }

    @POST
    @Path("/queryOnTime")
    @Operation(summary = "The same as query")
    public CompletableFuture<Envelope<HistoryView>> queryOnTime(
            @Nullable TimeQuery query, @Context HttpHeaders headers) {
        return onTime(query, headers);
    }

    @POST
    @Path("/queryOnCount")
    @Operation(summary = "The last messages before a time")
    public CompletableFuture<Envelope<HistoryView>> queryOnCount(
            @Nullable CountQuery request, @Context HttpHeaders headers) {
        CountQuery query = Fields.body(request);
        return callers.caller(headers, query.appId())
                .thenCompose(caller -> read(
                        caller,
                        query.fromAccount(),
                        query.toAccount(),
                        Range.ofCount(query.utcToTime(), query.count())))
                .thenApply(view -> Envelope.ok(view.withTimestamp().withoutMore()))
                .toCompletableFuture();
    }

    @POST
    @Path("/queryOnSequence")
    @Operation(summary = "Messages of a range of sequences, 500 at most")
    public CompletableFuture<Envelope<HistoryView>> queryOnSequence(
            @Nullable SequenceQuery request, @Context HttpHeaders headers) {
        SequenceQuery query = Fields.body(request);
        return callers.caller(headers, query.appId())
                .thenCompose(caller -> read(
                        caller,
                        query.fromAccount(),
                        query.toAccount(),
                        Range.ofSequence(query.startSeq(), query.stopSeq())))
                .thenApply(view -> Envelope.ok(view.withTimestamp()))
                .toCompletableFuture();
    }

    private CompletableFuture<Envelope<HistoryView>> onTime(@Nullable TimeQuery request, HttpHeaders headers) {
        TimeQuery query = Fields.body(request);
        return callers.caller(headers, query.appId())
                .thenCompose(caller -> read(
                        caller,
                        query.fromAccount(),
                        query.toAccount(),
                        Range.ofTime(query.utcFromTime(), query.utcToTime())))
                .thenApply(Envelope::ok)
                .toCompletableFuture();
    }

    private CompletionStage<HistoryView> read(
            Caller caller, @Nullable String fromAccount, @Nullable String toAccount, Range range) {
        return access.conversation(caller, fromAccount, toAccount)
                .thenCompose(conversation -> conversation
                        .map(found -> range.read(conversations, found))
                        .orElseGet(() -> CompletableFuture.completedStage(Slice.EMPTY)))
                .thenApply(slice -> HistoryView.of(caller.appId(), slice));
    }
}
