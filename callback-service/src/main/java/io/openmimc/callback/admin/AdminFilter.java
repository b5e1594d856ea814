package io.openmimc.callback.admin;

import io.openmimc.kit.rest.AdminToken;
import io.openmimc.kit.rest.ClientAddresses;
import io.openmimc.kit.rest.WrongCredentials;
import io.openmimc.kit.token.DeploymentSecret;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets only operators into the administration. */
class AdminFilter {
    private final AdminToken token;
    private final WrongCredentials wrong;
    private final ClientAddresses addresses;

    AdminFilter(AdminToken token, WrongCredentials wrong, ClientAddresses addresses) {
        this.token = token;
        this.wrong = wrong;
        this.addresses = addresses;
    }

    @ServerRequestFilter
    void operatorsOnly(ContainerRequestContext request, RoutingContext context) {
        token.guard(request, wrong, addresses.of(context));
    }

    /** The token of this service, made and so checked before the first request. */
    static class Token {
        @Produces
        @Singleton
        AdminToken token(@ConfigProperty(name = AdminToken.PROPERTY, defaultValue = AdminToken.DEFAULT) String token) {
            return new AdminToken(token, DeploymentSecret.lenientProfile());
        }

        void check(@Observes StartupEvent started, AdminToken token) {}
    }
}
