package io.openmimc.account.app;

import io.openmimc.kit.rest.AdminToken;
import io.openmimc.kit.rest.ClientAddresses;
import io.openmimc.kit.rest.WrongCredentials;
import io.openmimc.kit.start.Requirements;
import io.openmimc.kit.token.DeploymentSecret;
import io.vertx.ext.web.RoutingContext;
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

    /** The token of this service. */
    static class Token {
        @Produces
        @Singleton
        AdminToken token(
                @ConfigProperty(name = AdminToken.PROPERTY, defaultValue = AdminToken.DEFAULT) String token,
                Requirements met) {
            return new AdminToken(token, met);
        }

        @Produces
        @Singleton
        AdminToken.Check check(
                @ConfigProperty(name = AdminToken.PROPERTY, defaultValue = AdminToken.DEFAULT) String token) {
            return new AdminToken.Check(token, DeploymentSecret.lenientProfile());
        }
    }
}
