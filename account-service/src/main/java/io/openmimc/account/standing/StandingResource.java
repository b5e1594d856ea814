package io.openmimc.account.standing;

import io.openmimc.kit.limit.RateLimits;
import io.openmimc.kit.rest.Callers;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
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

/** Bans and revoked tokens, for servers of apps alone. docs/rest-api.md "Banning and revoking". */
@Path("/api/account")
@Produces(MediaType.APPLICATION_JSON + ";charset=UTF-8")
@Tag(name = "Banning and revoking", description = "For the app's server, with its secret")
public class StandingResource {
    private static final int MAX_APPS = 10_000;
    private static final int MIN_BURST = 50;

    private final Callers callers;
    private final Standings standings;
    private final RateLimits<Long> limits = new RateLimits<>(MAX_APPS);

    StandingResource(Callers callers, Standings standings) {
        this.callers = callers;
        this.standings = standings;
    }

    @GET
    @Path("ban")
    @Operation(summary = "Whether an account is banned", description = "And when its tokens were revoked last.")
    public Uni<Envelope<StandingView>> show(@RestQuery @Nullable String appAccount, @Context HttpHeaders headers) {
        return app(headers)
                .chain(app -> standings.show(app.getAppId(), name(appAccount)))
                .map(Envelope::ok);
    }

    @POST
    @Path("ban")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ban an account", description = "It is logged out, and nothing of it is accepted.")
    public Uni<Envelope<StandingView>> ban(@Nullable AccountRequest body, @Context HttpHeaders headers) {
        return app(headers)
                .chain(app -> standings.ban(app.getAppId(), Fields.body(body).checked()))
                .map(Envelope::ok);
    }

    @DELETE
    @Path("ban")
    @Operation(summary = "End the ban of an account", description = "Success, too, where it is not banned.")
    public Uni<Envelope<StandingView>> unban(@RestQuery @Nullable String appAccount, @Context HttpHeaders headers) {
        return app(headers)
                .chain(app -> standings.unban(app.getAppId(), name(appAccount)))
                .map(Envelope::ok);
    }

    @DELETE
    @Path("token")
    @Operation(summary = "Revoke all tokens of an account", description = "Its devices fetch new ones.")
    public Uni<Envelope<StandingView>> revoke(@RestQuery @Nullable String appAccount, @Context HttpHeaders headers) {
        return app(headers)
                .chain(app -> standings.revokeTokens(app.getAppId(), name(appAccount)))
                .map(Envelope::ok);
    }

    private static String name(@Nullable String appAccount) {
        return new AccountRequest(appAccount).checked();
    }

    /** The app whose server calls, at the rate at which it may ask for tokens. */
    private Uni<AppSettings> app(HttpHeaders headers) {
        return Uni.createFrom().completionStage(() -> callers.server(headers)).invoke(app -> {
            int perSecond = app.getLimits().getTokenRequests();
            if (!limits.tryTake(app.getAppId(), perSecond, Math.max(MIN_BURST, perSecond))) {
                throw new ImException(
                        ErrorCode.RATE_LIMITED, "more than " + perSecond + " such calls a second, try again");
            }
        });
    }
}
