package io.openmimc.account.block;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rest.Fields;
import io.openmimc.kit.rest.QueryCallers;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Blocking, for clients and servers of apps. docs/rest-api.md "Blocking". */
@Path("/api/blacklist")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "Blocking")
public class BlockResource {
    private static final String FIELD = "blackAccount";

    private final QueryCallers callers;
    private final Blocks blocks;

    BlockResource(QueryCallers callers, Blocks blocks) {
        this.callers = callers;
        this.blocks = blocks;
    }

    /**
     * The body of a call that blocks.
     *
     * @param blackAccount who is to be blocked
     */
    public record BlockRequest(@Nullable String blackAccount) {}

    /** The answer to whether an account is blocked. */
    public record BlockView(@JsonProperty("isBlack") boolean isBlack) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Block an account",
            description = "Its one-to-one messages to the caller are refused. 404: no such account; 409: 1,000 are"
                    + " blocked already.")
    public Uni<Envelope<Void>> block(@Nullable BlockRequest body, @Context HttpHeaders headers) {
        String account = AccountName.check(FIELD, Fields.body(body).blackAccount());
        return caller(headers)
                .invoke(caller -> refuseItself(caller, account))
                .chain(caller -> blocks.block(caller, account))
                .map(Envelope::ok);
    }

    @DELETE
    @Operation(summary = "Unblock an account", description = "Success, too, where it is not blocked or not there.")
    public Uni<Envelope<Void>> unblock(@RestQuery @Nullable String blackAccount, @Context HttpHeaders headers) {
        String account = AccountName.check(FIELD, blackAccount);
        return caller(headers).chain(caller -> blocks.unblock(caller, account)).map(Envelope::ok);
    }

    @GET
    @Operation(summary = "Whether the caller has blocked an account")
    public Uni<Envelope<BlockView>> isBlocked(@RestQuery @Nullable String blackAccount, @Context HttpHeaders headers) {
        String account = AccountName.check(FIELD, blackAccount);
        return caller(headers)
                .chain(caller -> blocks.isBlocked(caller, account))
                .map(blocked -> Envelope.ok(new BlockView(blocked)));
    }

    private Uni<Caller> caller(HttpHeaders headers) {
        return Uni.createFrom().completionStage(() -> callers.caller(headers, null));
    }

    private static void refuseItself(Caller caller, String account) {
        if (account.equals(caller.account())) {
            throw new ImException(ErrorCode.BAD_REQUEST, FIELD + ": is the calling account itself");
        }
    }
}
