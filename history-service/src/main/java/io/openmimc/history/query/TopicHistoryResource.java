package io.openmimc.history.query;

import io.openmimc.history.archive.Conversation;
import io.openmimc.history.archive.Conversations;
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

/** The history of a topic, for its members. docs/rest-api.md "History", manual 「拉取群聊消息记录」. */
@Path("/api/msg/p2t")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "History")
public class TopicHistoryResource {
    private final QueryCallers callers;
    private final TopicAccess access;
    private final Conversations conversations;

    TopicHistoryResource(QueryCallers callers, TopicAccess access, Conversations conversations) {
        this.callers = callers;
        this.access = access;
        this.conversations = conversations;
    }

    @POST
    @Path("/query")
    @Operation(summary = "Messages of a topic within a time of at most 24 hours")
    public CompletableFuture<Envelope<HistoryView>> query(
            @Nullable TopicTimeQuery query, @Context HttpHeaders headers) {
        return onTime(query, headers);
    }

    @POST
    @Path("/queryOnTime")
    @Operation(summary = "The same as query")
    public CompletableFuture<Envelope<HistoryView>> queryOnTime(
            @Nullable TopicTimeQuery query, @Context HttpHeaders headers) {
        return onTime(query, headers);
    }

    @POST
    @Path("/queryOnCount")
    @Operation(summary = "The last messages of a topic before a time")
    public CompletableFuture<Envelope<HistoryView>> queryOnCount(
            @Nullable TopicCountQuery request, @Context HttpHeaders headers) {
        TopicCountQuery query = Fields.body(request);
        return callers.caller(headers, query.appId())
                .thenCompose(caller ->
                        read(caller, query.account(), query.topicId(), Range.ofCount(query.utcToTime(), query.count())))
                .thenApply(view -> Envelope.ok(view.withTimestamp().withoutMore()))
                .toCompletableFuture();
    }

    @POST
    @Path("/queryOnSequence")
    @Operation(summary = "Messages of a range of sequences of a topic, 500 at most")
    public CompletableFuture<Envelope<HistoryView>> queryOnSequence(
            @Nullable TopicSequenceQuery request, @Context HttpHeaders headers) {
        TopicSequenceQuery query = Fields.body(request);
        return callers.caller(headers, query.appId())
                .thenCompose(caller -> read(
                        caller, query.account(), query.topicId(), Range.ofSequence(query.startSeq(), query.stopSeq())))
                .thenApply(view -> Envelope.ok(view.withTimestamp()))
                .toCompletableFuture();
    }

    private CompletableFuture<Envelope<HistoryView>> onTime(@Nullable TopicTimeQuery request, HttpHeaders headers) {
        TopicTimeQuery query = Fields.body(request);
        return callers.caller(headers, query.appId())
                .thenCompose(caller -> read(
                        caller, query.account(), query.topicId(), Range.ofTime(query.utcFromTime(), query.utcToTime())))
                .thenApply(Envelope::ok)
                .toCompletableFuture();
    }

    private CompletionStage<HistoryView> read(
            Caller caller, @Nullable String account, @Nullable Long topicId, Range range) {
        long topic = Fields.range("topicId", topicId, 1, Long.MAX_VALUE);
        return access.readableFrom(caller, account, topic)
                .thenCompose(ms -> range.since(ms).read(conversations, new Conversation.OfTopic(caller.appId(), topic)))
                .thenApply(slice -> HistoryView.ofTopic(caller.appId(), topic, slice));
    }
}
