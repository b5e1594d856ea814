package io.openmimc.kit.store;

import java.util.Optional;

/** The settings of a store as values, where they come from more places than one. Its text has no password. */
public record StoreSettings(
        Optional<String> username,
        Optional<String> password,
        Optional<String> passwordFile,
        boolean tls,
        Optional<String> ca)
        implements StoreConfig {
    @Override
    public String toString() {
        return "StoreSettings[username=" + username + ", tls=" + tls + ", ca=" + ca + "]";
    }
}
