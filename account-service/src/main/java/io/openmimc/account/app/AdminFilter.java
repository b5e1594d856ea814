package io.openmimc.account.app;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets only operators into the administration. */
class AdminFilter {
    private static final String ADMIN = "/api/admin/";

    private final AdminToken token;

    AdminFilter(AdminToken token) {
        this.token = token;
    }

    @ServerRequestFilter
    void operatorsOnly(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().startsWith(ADMIN)) {
            token.check(request.getHeaderString("Authorization"));
        }
    }
}
