package io.openmimc.kit.store;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Settings as a service gets them, without the service. */
public final class Configs {
    private Configs() {}

    /** @param settings by their whole names; what is not there has its default */
    public static <T> T of(Class<T> mapping, Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withMappingIgnore("openmimc.**")
                .build()
                .getConfigMapping(mapping);
    }
}
