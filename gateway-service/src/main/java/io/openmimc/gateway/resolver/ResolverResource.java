package io.openmimc.gateway.resolver;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.proto.ImException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code GET /gslb/}: where clients on TCP connect. Needs no credentials. docs/wire-protocol.md 10.3. */
@Path("/gslb")
public class ResolverResource {
    private static final String OK = "Ok";

    private final Addresses addresses;

    public ResolverResource(Addresses addresses) {
        this.addresses = addresses;
    }

    /**
     * The answer.
     *
     * @param status exactly {@code Ok}, else what is wrong
     * @param result always with the one element {@code wifi}, whatever network the client names
     */
    public record Answer(
            @JsonProperty("S") String status, @JsonProperty("R") Map<String, Map<String, List<String>>> result) {}

    /** Every domain of {@code list} with a literal address. The other parameters that clients send do not matter. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Addresses of the front end for clients on TCP")
    public RestResponse<Answer> find(@RestQuery @Nullable String list) {
        try {
            return RestResponse.ok(new Answer(OK, Map.of("wifi", addresses.find(list == null ? "" : list))));
        } catch (ImException e) {
            return RestResponse.status(
                    RestResponse.Status.BAD_REQUEST, new Answer(e.getMessage(), Map.of("wifi", Map.of())));
        }
    }
}
