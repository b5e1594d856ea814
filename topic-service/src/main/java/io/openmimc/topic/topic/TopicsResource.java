package io.openmimc.topic.topic;

import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.openmimc.topic.caller.Access;
import io.openmimc.topic.caller.AccountList;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.jspecify.annotations.Nullable;

/** Topics: create, show, list, change, dismiss. docs/rest-api.md "Groups", manual 「群聊消息」. */
@Path("/api/topic/{appId}")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "Groups")
public class TopicsResource {
    /** With a full-width mark: that is what MIMC answers, and what clients may compare. */
    private static final String DISMISSED = "success\uFF01";

    private final Access access;
    private final Topics topics;
    private final TopicQueries queries;

    TopicsResource(Access access, Topics topics, TopicQueries queries) {
        this.access = access;
        this.topics = topics;
        this.queries = queries;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Create a group", description = "The caller owns it.")
    public Uni<Envelope<TopicView>> create(
            @RestPath String appId, @Nullable NewTopic body, @Context HttpHeaders headers) {
        NewTopic wanted = Fields.body(body);
        return access.asker(headers, appId)
                .chain(asker -> {
                    String name = TopicFields.checkName(wanted.topicName());
                    Set<String> others = AccountList.parse(wanted.accounts());
                    return topics.create(asker, name, others);
                })
                .map(Envelope::ok);
    }

    @GET
    @Path("account")
    @Operation(summary = "The groups that the caller is in")
    public Uni<Envelope<List<TopicInfo>>> list(@RestPath String appId, @Context HttpHeaders headers) {
        return access.asker(headers, appId).chain(queries::of).map(Envelope::ok);
    }

    @GET
    @Path("{topicId}")
    @Operation(summary = "Show a group to a member")
    public Uni<Envelope<TopicView>> show(
            @RestPath String appId, @RestPath String topicId, @Context HttpHeaders headers) {
        return access.asker(headers, appId)
                .chain(asker -> queries.view(TopicKey.of(asker, topicId), asker))
                .map(Envelope::ok);
    }

    @PUT
    @Path("{topicId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Change a group's owner, name or bulletin",
            description = "Its owner only. Absent fields stay.")
    public Uni<Envelope<TopicView>> update(
            @RestPath String appId,
            @RestPath String topicId,
            @Nullable TopicFields body,
            @Context HttpHeaders headers) {
        TopicFields fields = Fields.body(body);
        return access.asker(headers, appId)
                .chain(asker -> topics.update(TopicKey.of(asker, topicId), asker, fields.checked()))
                .map(Envelope::ok);
    }

    @DELETE
    @Path("{topicId}")
    @Operation(summary = "Dismiss a group", description = "Its owner only.")
    public Uni<Envelope<Void>> dismiss(@RestPath String appId, @RestPath String topicId, @Context HttpHeaders headers) {
        return access.asker(headers, appId)
                .chain(asker -> topics.dismiss(TopicKey.of(asker, topicId), asker))
                .map(dismissed -> new Envelope<>(200, DISMISSED, null));
    }
}
