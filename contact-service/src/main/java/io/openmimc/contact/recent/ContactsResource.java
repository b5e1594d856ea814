package io.openmimc.contact.recent;

import io.openmimc.kit.rest.Fields;
import io.openmimc.kit.rest.QueryCallers;
import io.openmimc.proto.Envelope;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whom the caller has spoken with. docs/rest-api.md "Recent contacts", manual 「获取最近通讯列表」. */
@Path("/api/contact")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "Recent contacts")
public class ContactsResource {
    private final QueryCallers callers;
    private final RecentContacts contacts;

    ContactsResource(QueryCallers callers, RecentContacts contacts) {
        this.callers = callers;
        this.contacts = contacts;
    }

    @GET
    @Operation(summary = "Accounts and groups of the last 30 days with their last message, the newest first")
    public CompletableFuture<Envelope<List<ContactView>>> list(@Context HttpHeaders headers) {
        return callers.caller(headers, null)
                .thenCompose(contacts::list)
                .thenApply(Envelope::ok)
                .toCompletableFuture();
    }

    @DELETE
    @Path("/p2p/session")
    @Operation(summary = "Removes an account from the list until a newer message comes; answers the list")
    public CompletableFuture<Envelope<List<ContactView>>> removePeer(
            @QueryParam("member") @Nullable String member, @Context HttpHeaders headers) {
        return callers.caller(headers, null)
                .thenCompose(caller -> contacts.removePeer(caller, member))
                .thenApply(Envelope::ok)
                .toCompletableFuture();
    }

    @DELETE
    @Path("/p2t/session")
    @Operation(summary = "Removes a group from the list until a newer message comes; answers the list")
    public CompletableFuture<Envelope<List<ContactView>>> removeTopic(
            @QueryParam("topicId") @Nullable String topicId, @Context HttpHeaders headers) {
        return callers.caller(headers, null)
                .thenCompose(caller -> contacts.removeTopic(caller, Fields.id("topicId", topicId)))
                .thenApply(Envelope::ok)
                .toCompletableFuture();
    }
}
