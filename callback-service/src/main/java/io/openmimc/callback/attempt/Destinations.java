package io.openmimc.callback.attempt;

import io.openmimc.callback.CallbackConfig;
import io.openmimc.kit.address.PublicAddresses;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Which addresses callbacks may go to. */
class Destinations {
    @Produces
    @Singleton
    PublicAddresses addresses(CallbackConfig config) {
        return new PublicAddresses(config.allowedNetworks().orElse(List.of()));
    }
}
