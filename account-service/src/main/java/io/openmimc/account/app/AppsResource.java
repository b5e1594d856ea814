package io.openmimc.account.app;

import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
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
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Administration of apps, with the operators' bearer token. The HTTP status equals the code. docs/rest-api.md "Apps". */
@Path("/api/admin/apps")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Apps", description = "Administration, with the operators' bearer token")
@SecurityScheme(securitySchemeName = "admin", type = SecuritySchemeType.HTTP, scheme = "bearer")
@SecurityRequirement(name = "admin")
public class AppsResource {
    private static final int PAGE = 50;
    private static final int MAX_PAGE = 200;

    private final Apps apps;

    AppsResource(Apps apps) {
        this.apps = apps;
    }

    @POST
    @Operation(summary = "Create an app", description = "The answer has appSecret, which is shown only here.")
    public Uni<Envelope<AppView>> create(@Nullable AppFields fields) {
        return apps.create(Fields.body(fields).checkedForCreate()).map(Envelope::ok);
    }

    @GET
    @Operation(summary = "List apps", description = "By id; page on with after = next of the last answer.")
    public Uni<Envelope<AppPage>> list(@RestQuery @Nullable String after, @RestQuery @Nullable String limit) {
        long from = after == null ? 0 : Fields.id("after", after);
        long size = limit == null ? PAGE : Fields.range("limit", Fields.id("limit", limit), 1, MAX_PAGE);
        return apps.list(from, (int) size).map(Envelope::ok);
    }

    @GET
    @Path("{appId}")
    @Operation(summary = "Show an app")
    public Uni<Envelope<AppView>> show(@RestPath String appId) {
        return apps.show(id(appId)).map(Envelope::ok);
    }

    @PUT
    @Path("{appId}")
    @Operation(summary = "Change an app", description = "Absent fields stay; limits replaces all limits of its own.")
    public Uni<Envelope<AppView>> update(@RestPath String appId, @Nullable AppFields fields) {
        return apps.update(id(appId), Fields.body(fields).checked()).map(Envelope::ok);
    }

    @DELETE
    @Path("{appId}")
    @Operation(summary = "Delete an app", description = "Its accounts follow; its id is never used again.")
    public Uni<Envelope<Void>> delete(@RestPath String appId) {
        return apps.delete(id(appId)).map(Envelope::ok);
    }

    @POST
    @Path("{appId}/secret")
    @Operation(
            summary = "Rotate the secret",
            description =
                    "The answer has the new appSecret, which is shown only here. The old one stays valid until it is"
                            + " ended; 409 while two are valid, unless revokeOld is true.")
    public Uni<Envelope<AppView>> rotate(@RestPath String appId, @Nullable Rotation rotation) {
        return apps.rotate(id(appId), rotation == null ? Rotation.GENTLE : rotation)
                .map(Envelope::ok);
    }

    @DELETE
    @Path("{appId}/secret/old")
    @Operation(summary = "End the old secret")
    public Uni<Envelope<AppView>> endOldSecret(@RestPath String appId) {
        return apps.endOldSecret(id(appId)).map(Envelope::ok);
    }

    /** An app's id in a path; what is no id is the id of no app. */
    public static long id(String appId) {
        try {
            return Fields.id("appId", appId);
        } catch (ImException e) {
            throw new ImException(ErrorCode.NOT_FOUND, "no app of that id");
        }
    }
}
