package io.openmimc.gateway.push;

import io.openmimc.gateway.push.PushOutcome.PacketId;
import io.openmimc.gateway.push.PushOutcome.PacketIdList;
import io.openmimc.proto.Envelope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Pushes to accounts and topics. Each answers when all messages are durable or have failed. docs/rest-api.md "Push", manual
 * 「推送消息」.
 */
@Path("/api/push")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "push")
public class PushResource {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Pushes pushes;

    PushResource(Pushes pushes) {
        this.pushes = pushes;
    }

    /** Sends a message to one account; answers its packetId. */
    @POST
    @Path("/p2p")
    @Operation(summary = "Send a message to one account in the name of another")
    public CompletableFuture<Envelope<PacketId>> toAccount(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @Nullable PushRequest request) {
        return pushes.send(request, body -> Push.toAccount(body, idempotencyKey))
                .thenApply(PushOutcome::toOne)
                .toCompletableFuture();
    }

    /** Sends a message to many accounts; answers all packetIds. */
    @POST
    @Path("/p2p/more")
    @Operation(summary = "Send a message to up to 1,000 accounts")
    public CompletableFuture<Envelope<PacketIdList>> toAccounts(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @Nullable PushRequest request) {
        return pushes.send(request, body -> Push.toAccounts(body, idempotencyKey))
                .thenApply(outcome -> outcome.toMore("toAccounts"))
                .toCompletableFuture();
    }

    /** Sends a message to a topic that the sender is a member of; answers its packetId. */
    @POST
    @Path("/p2t")
    @Operation(summary = "Send a message to a topic in the name of a member")
    public CompletableFuture<Envelope<PacketId>> toTopic(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @Nullable PushRequest request) {
        return pushes.send(request, body -> Push.toTopic(body, idempotencyKey))
                .thenApply(PushOutcome::toOne)
                .toCompletableFuture();
    }

    /** Sends a message to several topics; answers all packetIds. */
    @POST
    @Path("/p2t/more")
    @Operation(summary = "Send a message to up to 100 topics")
    public CompletableFuture<Envelope<PacketIdList>> toTopics(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @Nullable PushRequest request) {
        return pushes.send(request, body -> Push.toTopics(body, idempotencyKey))
                .thenApply(outcome -> outcome.toMore("topicIds"))
                .toCompletableFuture();
    }
}
