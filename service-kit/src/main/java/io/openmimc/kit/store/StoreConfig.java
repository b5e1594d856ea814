package io.openmimc.kit.store;

import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * How a service shows a store who it is, and knows it: the same settings for each store, under {@code openmimc.kafka},
 * {@code openmimc.cassandra}, {@code openmimc.redis} and {@code openmimc.postgresql}. docs/operations.md says what is asked
 * for outside the profiles local, dev and test.
 */
public interface StoreConfig {
    /** The user that the store knows this service by. */
    Optional<String> username();

    /** The user's password. */
    Optional<String> password();

    /** A file with the password, instead of the password itself; a line break at its end is none of it. */
    Optional<String> passwordFile();

    /** Whether to speak TLS, and nothing else. The store must show a certificate for the host that we connect to. */
    @WithDefault("false")
    boolean tls();

    /** PEM file of the authorities that may sign the store's certificate; without it those that the system trusts. */
    Optional<String> ca();
}
