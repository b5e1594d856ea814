package io.openmimc.kit.store;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** What holds for all stores. */
@ConfigMapping(prefix = "openmimc.stores")
public interface StoresConfig {
    /**
     * Stores that may be spoken to without TLS, because something else encrypts what goes there, such as a service mesh:
     * {@code kafka}, {@code cassandra}, {@code redis}, {@code postgresql}. Only asked for outside the profiles local, dev
     * and test.
     */
    Optional<Set<Store>> allowPlaintext();
}
