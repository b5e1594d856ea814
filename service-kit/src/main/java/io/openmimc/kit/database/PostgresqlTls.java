package io.openmimc.kit.database;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes of {@code openmimc.postgresql.tls} and {@code openmimc.postgresql.ca} what each of the two clients calls it: both
 * check that the certificate comes from an authority that is trusted and names the host.
 */
public final class PostgresqlTls implements ConfigSourceFactory {
    private static final String REACTIVE = "quarkus.datasource.reactive.";
    private static final String JDBC = "quarkus.datasource.jdbc.additional-jdbc-properties.";
    /** Above application.properties, below the environment. */
    private static final int ORDINAL = 280;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        if (!Boolean.parseBoolean(context.getValue("openmimc.postgresql.tls").getValue())) {
            return List.of();
        }
        Map<String, String> settings =
                settings(context.getValue("openmimc.postgresql.ca").getValue());
        return List.of(new PropertiesConfigSource(settings, "TLS of PostgreSQL", ORDINAL));
    }

    private static Map<String, String> settings(@Nullable String ca) {
        Map<String, String> settings = new HashMap<>();
        settings.put(REACTIVE + "postgresql.ssl-mode", "verify-full");
        settings.put(REACTIVE + "hostname-verification-algorithm", "HTTPS");
        settings.put(JDBC + "sslmode", "verify-full");
        if (ca != null && !ca.isBlank()) {
            settings.put(REACTIVE + "trust-certificate-pem", "true");
            settings.put(REACTIVE + "trust-certificate-pem.certs", ca);
            settings.put(JDBC + "sslrootcert", ca);
        } else {
            // The reactive client wants to be told what to trust; the JDBC driver would look into the user's home.
            settings.put(REACTIVE + "trust-certificate-jks", "true");
            settings.put(REACTIVE + "trust-certificate-jks.path", systemTrust().toString());
            settings.put(
                    REACTIVE + "trust-certificate-jks.password",
                    System.getProperty("javax.net.ssl.trustStorePassword", "changeit"));
            settings.put(JDBC + "sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return settings;
    }

    private static Path systemTrust() {
        String named = System.getProperty("javax.net.ssl.trustStore");
        return named == null ? Path.of(System.getProperty("java.home"), "lib", "security", "cacerts") : Path.of(named);
    }
}
