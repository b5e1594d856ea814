package io.openmimc.gateway.topic;

import io.openmimc.kit.rest.Callers;
import io.openmimc.proto.Envelope;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code GET /api/uctopic/topics}: the unlimited groups of the caller, who is in none. Clients ask at every login, one of
 * them every 200 ms as long as the list is empty; a token costs a look into a cache. docs/wire-protocol.md 9, 10.4.
 */
@Path("/api/uctopic/topics")
public class UnlimitedTopicsResource {
    private final Callers callers;

    public UnlimitedTopicsResource(Callers callers) {
        this.callers = callers;
    }

    /** Topic ids as strings; never null, for one SDK fails on that. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The unlimited groups of the caller")
    public Uni<Envelope<List<String>>> mine(@Context HttpHeaders headers) {
        return Uni.createFrom().completionStage(callers.identify(headers)).map(caller -> Envelope.ok(List.of()));
    }
}
