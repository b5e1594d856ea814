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
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pushes to single accounts. docs/rest-api.md "Push", manual 「推送单聊信息」. */
@Path("/api/push/p2p")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "push")
public class PushResource {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Pushes pushes;

    PushResource(Pushes pushes) {
        this.pushes = pushes;
    }

    /** Sends a message to one account; answers its packetId when it is durable. */
    @POST
    @Operation(summary = "Send a message to one account in the name of another")
    public CompletionStage<Envelope<PacketId>> toOne(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @Nullable PushRequest request) {
        return pushes.send(Push.toOne(request, idempotencyKey)).thenApply(PushOutcome::toOne);
    }

    /** Sends a message to many accounts; answers all packetIds when all of them are durable or have failed. */
    @POST
    @Path("/more")
    @Operation(summary = "Send a message to up to 1,000 accounts")
    public CompletionStage<Envelope<PacketIdList>> toMore(
            @HeaderParam(IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @Nullable PushRequest request) {
        return pushes.send(Push.toMore(request, idempotencyKey)).thenApply(PushOutcome::toMore);
    }
}
