package io.openmimc.gateway.topic;

import io.openmimc.kit.rest.QueryCallers;
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
 * them every 200 ms as long as the list is empty, which the rate of queries of an account leaves room for. docs/wire-protocol.md 9, 10.4.
 */
@Path("/api/uctopic/topics")
public class UnlimitedTopicsResource {
    private final QueryCallers callers;

    public UnlimitedTopicsResource(QueryCallers callers) {
        this.callers = callers;
    }

    /** Topic ids as strings; never null, for one SDK fails on that. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The unlimited groups of the caller", description = "Over the rate of queries: code 429.")
    public Uni<Envelope<List<String>>> mine(@Context HttpHeaders headers) {
        return Uni.createFrom().completionStage(callers.caller(headers, null)).map(caller -> Envelope.ok(List.of()));
    }
}
