package io.openmimc.kit.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the public HTTP side of every service obeys. */
@ConfigMapping(prefix = "openmimc.http")
public interface HttpConfig {
    /**
     * Web pages of which origins may call us, {@code *} for any. An app may have a list of its own, which then decides
     * as soon as the app is known.
     */
    @WithDefault("*")
    @WithName("cors-origins")
    List<String> corsOrigins();

    /** Largest request body; larger ones get HTTP 413. Unit: memory size, {@code 64K}. */
    @WithDefault("64K")
    @WithName("max-body")
    MemorySize maxBody();

    /**
     * Networks of the proxies before us, as {@code 10.1.0.0/16,fd00:1::/32}: whom they name in {@code X-Forwarded-For} is
     * counted as the client in place of them. Only what no client can reach us from: else it could name anybody.
     */
    @WithName("trusted-proxies")
    Optional<List<String>> trustedProxies();

    /** Longest path with its query; a longer one gets HTTP 414. Unit: bytes, {@code 4K}. */
    @WithDefault("4K")
    @WithName("max-uri")
    MemorySize maxUri();

    /** Largest sum of a request's headers; larger ones get HTTP 431. Unit: bytes, {@code 16K}. */
    @WithDefault("16K")
    @WithName("max-headers")
    MemorySize maxHeaders();

    /**
     * Longest time from a request's head to the end of its body; a slower one gets HTTP 408 and its connection is closed.
     * Unit: duration, {@code 10s}.
     */
    @WithDefault("10s")
    @WithName("body-time")
    Duration bodyTime();
}
