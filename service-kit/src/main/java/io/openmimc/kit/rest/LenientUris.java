package io.openmimc.kit.rest;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;

/**
 * Lets requests come to {@link HttpRules} whose URI {@link java.net.URI} would not take: names in UTF-8 as they are, a
 * percent sign that begins no escape. Quarkus' HTTP server refuses them without an envelope unless a system property says
 * otherwise, which it reads when its class is loaded. Nothing of ours runs before that but what makes up the configuration.
 */
public final class LenientUris implements SmallRyeConfigBuilderCustomizer {
    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        System.setProperty("vertx.disableURIValidation", "true");
    }
}
