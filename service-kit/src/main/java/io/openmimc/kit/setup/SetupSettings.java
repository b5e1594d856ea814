package io.openmimc.kit.setup;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What {@code openmimc.setup} means for settings of Quarkus that would make or start something by themselves. Above
 * application.properties, below the environment.
 */
public final class SetupSettings implements ConfigSourceFactory {
    private static final int ORDINAL = 275;

    /** Tables are made, or looked for, by {@link Setup}; jobs that need them are let go by their service. */
    private static final Map<String, String> NOT_AT_START = Map.of(
            "quarkus.flyway.migrate-at-start", "false",
            "quarkus.flyway.connect-retries", "0",
            "quarkus.scheduler.start-mode", "halted");
    /** The gRPC server of its own has the one port that Quarkus opens before {@link Setup} is at work. */
    private static final String SERVER = "quarkus.grpc.server.use-separate-server";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String mode =
                String.valueOf(context.getValue("openmimc.setup").getValue()).toLowerCase(Locale.ROOT);
        boolean only = mode.equals("only");
        if (!only && !mode.equals("await")) {
            return List.of();
        }
        Map<String, String> settings = new HashMap<>(NOT_AT_START);
        // Which of the extensions a service has shows in its application.properties.
        settings.keySet().removeIf(name -> context.getValue(name).getValue() == null);
        if (only) {
            settings.put(SERVER, "false");
        }
        return List.of(new PropertiesConfigSource(settings, "openmimc.setup=" + mode, ORDINAL));
    }
}
