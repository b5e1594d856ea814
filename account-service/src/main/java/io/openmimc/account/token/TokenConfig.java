package io.openmimc.account.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Tokens, and what a client is told together with one. */
@ConfigMapping(prefix = "openmimc")
interface TokenConfig {
    /** How long a token is valid. Unit: duration. Clients keep tokens on disk and fetch a new one when refused. */
    @WithName("token.lifetime")
    @WithDefault("30d")
    Duration lifetime();

    /** How long a key signs before the next one takes over. Unit: duration; longer than the tokens' lifetime is usual. */
    @WithName("token.key-rotation")
    @WithDefault("90d")
    Duration keyRotation();

    /**
     * How long a new key is published before it signs, so that every replica has read it and every verifier fetched it: replicas
     * look once a minute, verifiers ask any of them. Unit: duration, {@code 2m} or more.
     */
    @WithName("token.key-lead")
    @WithDefault("3m")
    Duration keyLead();

    /** The domain for which TCP clients ask the address resolver ({@code feDomainName}); never empty. */
    @WithName("frontend.domain")
    @WithDefault("localhost")
    String frontendDomain();

    /** {@code relayDomainName}: calls are not supported, but a client without it never logs in. */
    @WithName("relay.domain")
    @WithDefault("relay.localhost")
    String relayDomain();

    /** {@code regionBucket}: clients hand it on and nothing depends on it. */
    @WithName("region-bucket")
    @WithDefault("1")
    int regionBucket();
}
