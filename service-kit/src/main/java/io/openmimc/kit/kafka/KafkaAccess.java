package io.openmimc.kit.kafka;

import io.openmimc.kit.store.PemFiles;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** What every client of Kafka needs to reach the brokers: addresses, TLS, and who we are. */
final class KafkaAccess {
    /** Of {@link KafkaConfig#saslMechanism()}: the user and password as they are. */
    static final String PLAIN = "PLAIN";

    private static final String PEM = "PEM";

    private KafkaAccess() {}

    /**
     * A new map, to be added to. Secrets are in {@link Password}s, which show nothing of themselves.
     *
     * @throws IllegalStateException for a file of a certificate or key that cannot be read
     */
    static Map<String, Object> properties(KafkaConfig config) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol(config).name);
        if (config.tls()) {
            config.ca().ifPresent(file -> {
                properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
                properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file);
            });
            if (config.certificate().isPresent() && config.key().isPresent()) {
                properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
                properties.put(
                        SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                        PemFiles.text(config.certificate().get()));
                properties.put(
                        SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
                        new Password(PemFiles.text(config.key().get())));
            }
        }
        if (config.username().isPresent() && config.password().isPresent()) {
            properties.put(SaslConfigs.SASL_MECHANISM, config.saslMechanism());
            properties.put(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    new Password(login(
                            config.saslMechanism(),
                            config.username().get(),
                            config.password().get())));
        }
        return properties;
    }

    private static SecurityProtocol protocol(KafkaConfig config) {
        if (config.username().isPresent()) {
            return config.tls() ? SecurityProtocol.SASL_SSL : SecurityProtocol.SASL_PLAINTEXT;
        }
        return config.tls() ? SecurityProtocol.SSL : SecurityProtocol.PLAINTEXT;
    }

    private static String login(String mechanism, String username, String password) {
        Class<?> module = mechanism.equals(PLAIN) ? PlainLoginModule.class : ScramLoginModule.class;
        return module.getName() + " required username=" + quoted(username) + " password=" + quoted(password) + ";";
    }

    /** As the parser of login configurations reads it. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
