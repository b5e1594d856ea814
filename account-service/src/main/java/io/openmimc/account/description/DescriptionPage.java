package io.openmimc.account.description;

import io.openmimc.account.page.PageFile;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Serves the page of Swagger UI at {@code /q/swagger-ui/} of the management port, in place of the one that Quarkus makes:
 * scripts stand within that one, which a policy could only allow for all. The files that it loads are those of Quarkus.
 */
@Singleton
class DescriptionPage {
    private static final String ROOT = "/q/swagger-ui/";
    /** Before what Quarkus has there. */
    private static final int FIRST = -1_000;

    private final String policy;

    /** @param servers where the API is, which the page then may call to try it out; without any it only shows */
    DescriptionPage(@ConfigProperty(name = "quarkus.smallrye-openapi.servers") Optional<List<String>> servers) {
        this.policy = policy(servers.orElse(List.of()));
    }

    void register(@Observes ManagementInterface management) {
        Router router = management.router();
        serve(router, "", "index.html");
        serve(router, "index.html", "index.html");
        serve(router, "start.js", "start.js");
    }

    private void serve(Router router, String path, String file) {
        PageFile page = PageFile.load("description/" + file);
        router.get(ROOT + path).order(FIRST).handler(context -> page.answer(context, policy));
    }

    /** Swagger UI writes styles into its elements; scripts come from files only. */
    static String policy(List<String> servers) {
        String origins = servers.stream()
                .map(URI::create)
                .filter(server -> server.getScheme() != null && server.getRawAuthority() != null)
                .map(server -> " " + server.getScheme() + "://" + server.getRawAuthority())
                .distinct()
                .collect(Collectors.joining());
        return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                + " connect-src 'self'" + origins + "; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    }
}
