package io.openmimc.account.callback;

import io.openmimc.kit.address.PublicAddresses;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which addresses callbacks may go to: the setting of callback-service, which this service must have, too. */
class Destinations {
    @Produces
    @Singleton
    PublicAddresses addresses(@ConfigProperty(name = PublicAddresses.ALLOWED_NETWORKS) Optional<List<String>> allowed) {
        return new PublicAddresses(allowed.orElse(List.of()));
    }

    /** What is no network is said at start. */
    void check(@Observes StartupEvent started, PublicAddresses addresses) {}
}
