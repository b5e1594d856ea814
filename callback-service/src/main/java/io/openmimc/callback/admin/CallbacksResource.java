package io.openmimc.callback.admin;

import io.openmimc.callback.attempt.Attempts;
import io.openmimc.callback.courier.Courier;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.callback.hook.Hooks;
import io.openmimc.callback.store.FailedDeliveries;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.CallbackKind;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What becomes of an app's callbacks, for operators. The HTTP status equals the code. docs/callbacks.md "Failures". */
@Path("/api/admin/apps/{appId}/callbacks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Callbacks", description = "Administration, with the operators' bearer token")
@SecurityScheme(securitySchemeName = "admin", type = SecuritySchemeType.HTTP, scheme = "bearer")
@SecurityRequirement(name = "admin")
public class CallbacksResource {
    private static final int PAGE = 50;
    private static final int MAX_PAGE = 200;
    private static final int MAX_COUNTED = 10_000;
    private static final int MAX_ID = 100;

    private final Hooks hooks;
    private final Attempts attempts;
    private final Courier courier;
    private final FailedDeliveries failed;
    private final Clock clock;

    CallbacksResource(Hooks hooks, Attempts attempts, Courier courier, FailedDeliveries failed, Clock clock) {
        this.hooks = hooks;
        this.attempts = attempts;
        this.courier = courier;
        this.failed = failed;
        this.clock = clock;
    }

    @POST
    @Path("test")
    @Operation(
            summary = "Send a sample callback",
            description =
                    "To the URL of that kind, whether or not the kind is on; 409 where there is no URL. Not repeated.")
    public Uni<Envelope<SampleView>> test(@RestPath String appId, @Nullable SampleRequest request) {
        CallbackKind kind = request == null ? CallbackKind.NORMAL_MSG : request.checked();
        return hook(appId).chain(hook -> sample(hook, kind)).map(Envelope::ok);
    }

    private Uni<SampleView> sample(Hook hook, CallbackKind kind) {
        if (hook.url(kind).isEmpty()) {
            throw new ImException(ErrorCode.CONFLICT, "the app has no URL for callbacks of this kind");
        }
        Delivery delivery = Samples.of(hook.appId(), kind, clock.millis());
        return Uni.createFrom()
                .completionStage(() -> attempts.attempt(delivery, hook))
                .map(outcome -> SampleView.of(hook.url(kind), delivery, outcome));
    }

    @GET
    @Path("state")
    @Operation(summary = "Show how callbacks fare", description = "Whether the URLs are left alone, and how many wait.")
    public Uni<Envelope<StateView>> state(@RestPath String appId) {
        return hook(appId)
                .chain(hook -> failed.waiting(hook.appId(), MAX_COUNTED)
                        .map(waiting -> new StateView(courier.state(hook, false), courier.state(hook, true), waiting)))
                .map(Envelope::ok);
    }

    @GET
    @Path("failed")
    @Operation(
            summary = "List callbacks that were given up",
            description = "The latest first; page on with after = next of the last answer.")
    public Uni<Envelope<FailedPage>> failed(
            @RestPath String appId, @RestQuery @Nullable String after, @RestQuery @Nullable String limit) {
        Place place = Place.parse(after);
        int size = limit == null ? PAGE : (int) Fields.range("limit", Fields.id("limit", limit), 1, MAX_PAGE);
        return hook(appId)
                .chain(hook -> failed.page(hook.appId(), place.failedAt(), place.id(), size + 1))
                .map(found -> Envelope.ok(FailedPage.of(found, size)));
    }

    @POST
    @Path("failed/resend")
    @Operation(
            summary = "Send callbacks again that were given up",
            description =
                    "One (deliveryId), or those given up in a span of time (from and to, both included). They have"
                            + " all attempts before them again.")
    public Uni<Envelope<Resent>> resend(@RestPath String appId, @Nullable Resend request) {
        Resend which = Fields.body(request);
        if (which.deliveryId() == null && which.from() == null && which.to() == null) {
            throw new ImException(ErrorCode.BAD_REQUEST, "deliveryId: missing, or else from and to");
        }
        if (which.deliveryId() == null) {
            long from = Fields.range("from", which.from(), 0, Long.MAX_VALUE);
            long to = Fields.range("to", which.to(), from, Long.MAX_VALUE);
            return hook(appId)
                    .chain(hook -> failed.again(hook.appId(), clock.millis(), from, to))
                    .map(count -> Envelope.ok(new Resent(count)));
        }
        String id = Fields.text("deliveryId", which.deliveryId(), MAX_ID);
        return hook(appId)
                .chain(hook -> failed.again(hook.appId(), clock.millis(), id))
                .map(count -> {
                    if (count == 0) {
                        throw new ImException(ErrorCode.NOT_FOUND, "no callback " + id + " was given up");
                    }
                    return Envelope.ok(new Resent(count));
                });
    }

    /** What is no id is the id of no app. */
    private Uni<Hook> hook(String appId) {
        long id;
        try {
            id = Fields.id("appId", appId);
        } catch (ImException e) {
            throw new ImException(ErrorCode.NOT_FOUND, "no app of that id");
        }
        return Uni.createFrom().completionStage(() -> hooks.confirmed(id));
    }
}
