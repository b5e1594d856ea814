package io.openmimc.account.usage;

import io.openmimc.account.app.Apps;
import io.openmimc.account.app.AppsResource;
import io.openmimc.kit.usage.AppUsages;
import io.openmimc.proto.Envelope;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What an app makes use of, for operators. The HTTP status equals the code. docs/rest-api.md "Usage". */
@Path("/api/admin/apps/{appId}/usage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Apps")
@SecurityRequirement(name = "admin")
public class UsageResource {
    private final Apps apps;
    private final AppUsages usages;

    UsageResource(Apps apps, AppUsages usages) {
        this.apps = apps;
        this.usages = usages;
    }

    @GET
    @Operation(
            summary = "Show what an app makes use of",
            description = "Its limits, and connections, rates and refusals of all gateways together, seconds old.")
    public Uni<Envelope<UsageView>> show(@RestPath String appId) {
        return apps.show(AppsResource.id(appId))
                .chain(app -> Uni.createFrom()
                        .completionStage(() -> usages.of(app.appId()))
                        .map(found -> UsageView.of(app, found)))
                .map(Envelope::ok);
    }
}
