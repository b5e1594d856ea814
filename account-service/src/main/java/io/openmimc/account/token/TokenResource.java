package io.openmimc.account.token;

import io.openmimc.kit.rest.ClientAddresses;
import io.openmimc.kit.rest.Cors;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens for clients, and the keys to verify them. docs/rest-api.md "Accounts and tokens". */
@Path("/api/account")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tokens")
public class TokenResource {
    private final Tokens tokens;
    private final SigningKeys keys;
    private final ClientAddresses addresses;

    TokenResource(Tokens tokens, SigningKeys keys, ClientAddresses addresses) {
        this.tokens = tokens;
        this.keys = keys;
        this.addresses = addresses;
    }

    /** Gives an account a token. For the app's server: whoever holds the secret may be any account. */
    @POST
    @Path("token")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Get a token for an account",
            description = "Creates the account at its first use. HTTP 200 always; the verdict is in code.")
    public Uni<Envelope<TokenView>> token(@Nullable TokenRequest request, @Context RoutingContext context) {
        return tokens.issue(
                        Fields.body(request).checked(),
                        addresses.of(context),
                        app -> Cors.restrict(context, app.getCorsOriginsList()))
                .map(Envelope::ok);
    }

    /** The public keys, as a JSON Web Key Set that is an envelope too: RFC 7517 has readers ignore what they don't know. */
    @GET
    @Path("keys")
    @Operation(summary = "The keys that verify tokens", description = "A JSON Web Key Set (RFC 7517), ES256.")
    public KeySetView keys() {
        return KeySetView.of(keys.current().publicKeys());
    }
}
