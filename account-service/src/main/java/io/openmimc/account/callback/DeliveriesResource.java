package io.openmimc.account.callback;

import io.openmimc.account.app.AppsResource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an app's callbacks: calls that callback-service answers, and describes. They are under the path of the app, which
 * is ours.
 */
@Path("/api/admin/apps/{appId}/callbacks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DeliveriesResource {
    private final CallbackService callbacks;

    DeliveriesResource(CallbackService callbacks) {
        this.callbacks = callbacks;
    }

    @POST
    @Path("test")
    @Operation(hidden = true)
    public Uni<Response> test(
            @RestPath String appId, @HeaderParam(HttpHeaders.AUTHORIZATION) String operator, @Nullable String body) {
        return callbacks.ask(HttpMethod.POST, path(appId, "test"), operator, body);
    }

    @GET
    @Path("state")
    @Operation(hidden = true)
    public Uni<Response> state(@RestPath String appId, @HeaderParam(HttpHeaders.AUTHORIZATION) String operator) {
        return callbacks.ask(HttpMethod.GET, path(appId, "state"), operator, null);
    }

    @GET
    @Path("failed")
    @Operation(hidden = true)
    public Uni<Response> failed(
            @RestPath String appId, @HeaderParam(HttpHeaders.AUTHORIZATION) String operator, UriInfo uri) {
        String query = uri.getRequestUri().getRawQuery();
        String path = path(appId, "failed");
        return callbacks.ask(HttpMethod.GET, query == null ? path : path + "?" + query, operator, null);
    }

    @POST
    @Path("failed/resend")
    @Operation(hidden = true)
    public Uni<Response> resend(
            @RestPath String appId, @HeaderParam(HttpHeaders.AUTHORIZATION) String operator, @Nullable String body) {
        return callbacks.ask(HttpMethod.POST, path(appId, "failed/resend"), operator, body);
    }

    /** Of an id that is a number, so that nothing else of the caller's becomes part of the path. */
    private static String path(String appId, String rest) {
        return "/api/admin/apps/" + AppsResource.id(appId) + "/callbacks/" + rest;
    }
}
