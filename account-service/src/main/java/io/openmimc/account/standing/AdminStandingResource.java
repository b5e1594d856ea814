package io.openmimc.account.standing;

import io.openmimc.account.app.Apps;
import io.openmimc.account.app.AppsResource;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Bans and revoked tokens, for operators. The HTTP status equals the code. docs/rest-api.md "Banning and revoking". */
@Path("/api/admin/apps/{appId}/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Banning and revoking, for operators", description = "Administration, with the operators' bearer token")
@SecurityRequirement(name = "admin")
public class AdminStandingResource {
    private final Apps apps;
    private final Standings standings;

    AdminStandingResource(Apps apps, Standings standings) {
        this.apps = apps;
        this.standings = standings;
    }

    @GET
    @Path("ban")
    @Operation(summary = "Whether an account is banned", description = "And when its tokens were revoked last.")
    public Uni<Envelope<StandingView>> show(@RestPath String appId, @RestQuery @Nullable String appAccount) {
        String account = name(appAccount);
        return app(appId).chain(app -> standings.show(app, account)).map(Envelope::ok);
    }

    @POST
    @Path("ban")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ban an account", description = "It is logged out, and nothing of it is accepted.")
    public Uni<Envelope<StandingView>> ban(@RestPath String appId, @Nullable AccountRequest body) {
        String account = Fields.body(body).checked();
        return app(appId).chain(app -> standings.ban(app, account)).map(Envelope::ok);
    }

    @DELETE
    @Path("ban")
    @Operation(summary = "End the ban of an account", description = "Success, too, where it is not banned.")
    public Uni<Envelope<StandingView>> unban(@RestPath String appId, @RestQuery @Nullable String appAccount) {
        String account = name(appAccount);
        return app(appId).chain(app -> standings.unban(app, account)).map(Envelope::ok);
    }

    @DELETE
    @Path("token")
    @Operation(summary = "Revoke all tokens of an account", description = "Its devices fetch new ones.")
    public Uni<Envelope<StandingView>> revoke(@RestPath String appId, @RestQuery @Nullable String appAccount) {
        String account = name(appAccount);
        return app(appId).chain(app -> standings.revokeTokens(app, account)).map(Envelope::ok);
    }

    private static String name(@Nullable String appAccount) {
        return new AccountRequest(appAccount).checked();
    }

    /** The accounts of a deleted app are there for a while; the app is not. */
    private Uni<Long> app(String appId) {
        long id = AppsResource.id(appId);
        return apps.settings(id).replaceWith(id);
    }
}
