package io.openmimc.account.callback;

import io.openmimc.account.app.AppsResource;
import io.openmimc.kit.address.PublicAddresses;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Where the callbacks of an app go, for operators. The HTTP status equals the code. docs/callbacks.md "Settings". */
@Path("/api/admin/apps/{appId}/callbacks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Callbacks", description = "Administration, with the operators' bearer token")
@SecurityRequirement(name = "admin")
public class CallbacksResource {
    private final AppCallbacks callbacks;
    private final PublicAddresses destinations;

    CallbacksResource(AppCallbacks callbacks, PublicAddresses destinations) {
        this.callbacks = callbacks;
        this.destinations = destinations;
    }

    @GET
    @Operation(summary = "Show where callbacks go")
    public Uni<Envelope<CallbackView>> show(@RestPath String appId) {
        return callbacks.show(AppsResource.id(appId)).map(Envelope::ok);
    }

    @PUT
    @Operation(
            summary = "Change where callbacks go",
            description = "Absent fields stay; an empty URL ends its callbacks. The first answer has callbackSecret,"
                    + " which is shown only there.")
    public Uni<Envelope<CallbackView>> update(@RestPath String appId, @Nullable CallbackFields fields) {
        return callbacks
                .update(AppsResource.id(appId), Fields.body(fields).checked(destinations))
                .map(Envelope::ok);
    }

    @POST
    @Path("secret")
    @Operation(
            summary = "Rotate the callback secret",
            description =
                    "The answer has the new callbackSecret, which is shown only here. Callbacks are signed with the"
                            + " old one too until it is ended; 409 while two sign, unless revokeOld is true.")
    public Uni<Envelope<CallbackView>> rotate(@RestPath String appId, @Nullable SecretRotation rotation) {
        return callbacks
                .rotate(AppsResource.id(appId), rotation == null ? SecretRotation.GENTLE : rotation)
                .map(Envelope::ok);
    }

    @DELETE
    @Path("secret/old")
    @Operation(summary = "End the old callback secret")
    public Uni<Envelope<CallbackView>> endOldSecret(@RestPath String appId) {
        return callbacks.endOldSecret(AppsResource.id(appId)).map(Envelope::ok);
    }
}
