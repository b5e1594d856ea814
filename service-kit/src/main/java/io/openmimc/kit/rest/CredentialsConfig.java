package io.openmimc.kit.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/**
 * How many wrong secrets and admin tokens of one client address are answered as wrong, and not as too many, in each replica.
 * Right ones are never concerned.
 */
@ConfigMapping(prefix = "openmimc.credentials")
public interface CredentialsConfig {
    /** For one app, or as the admin token: so many at once. */
    @WithDefault("20")
    @WithName("wrong-burst")
    int wrongBurst();

    /** For one app, or as the admin token: so many a second after that. */
    @WithDefault("1")
    @WithName("wrong-per-second")
    int wrongPerSecond();

    /** Whatever the app, for who tries one secret on many apps, and for many people behind one address: so many at once. */
    @WithDefault("200")
    @WithName("address-wrong-burst")
    int addressWrongBurst();

    /** Whatever the app: so many a second after that. */
    @WithDefault("10")
    @WithName("address-wrong-per-second")
    int addressWrongPerSecond();
}
