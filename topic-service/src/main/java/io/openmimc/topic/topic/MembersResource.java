package io.openmimc.topic.topic;

import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.openmimc.topic.caller.Access;
import io.openmimc.topic.caller.AccountList;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Members of a topic: invite, quit, kick. docs/rest-api.md "Groups", manual 「群聊消息」. */
@Path("/api/topic/{appId}")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "Groups")
public class MembersResource {
    private final Access access;
    private final Memberships memberships;

    MembersResource(Access access, Memberships memberships) {
        this.access = access;
        this.memberships = memberships;
    }

    @POST
    @Path("{topicId}/accounts")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Invite accounts", description = "A member only. Those who are in already stay.")
    public Uni<Envelope<TopicView>> invite(
            @RestPath String appId, @RestPath String topicId, @Nullable Invitation body, @Context HttpHeaders headers) {
        Invitation invitation = Fields.body(body);
        return access.asker(headers, appId)
                .chain(asker -> {
                    Set<String> invited = AccountList.parseSome(invitation.accounts());
                    return memberships.invite(TopicKey.of(asker, topicId), asker, invited);
                })
                .map(Envelope::ok);
    }

    @DELETE
    @Path("{topicId}/account")
    @Operation(summary = "Leave a group", description = "A member, but not the owner: code 500.")
    public Uni<Envelope<Void>> quit(@RestPath String appId, @RestPath String topicId, @Context HttpHeaders headers) {
        return access.asker(headers, appId)
                .chain(asker -> memberships.quit(TopicKey.of(asker, topicId), asker))
                .map(Envelope::ok);
    }

    @DELETE
    @Path("{topicId}/accounts")
    @Operation(
            summary = "Remove accounts",
            description = "Its owner only, who stays. Those who are not in are ignored.")
    public Uni<Envelope<TopicView>> kick(
            @RestPath String appId,
            @RestPath String topicId,
            @RestQuery List<String> accounts,
            @Context HttpHeaders headers) {
        return access.asker(headers, appId)
                .chain(asker -> {
                    Set<String> kicked = AccountList.parseSome(accounts.isEmpty() ? null : String.join(",", accounts));
                    return memberships.kick(TopicKey.of(asker, topicId), asker, kicked);
                })
                .map(Envelope::ok);
    }
}
