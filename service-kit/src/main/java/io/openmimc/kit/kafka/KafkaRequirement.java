package io.openmimc.kit.kafka;

import io.openmimc.kit.start.Requirement;
import io.openmimc.kit.store.PemFiles;
import io.openmimc.kit.store.Store;
import io.openmimc.kit.store.StoreRules;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** That Kafka is used with TLS, and with a password of one's own or a certificate. */
@Singleton
class KafkaRequirement implements Requirement {
    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", KafkaAccess.PLAIN);

    private final StoreRules rules;
    private final KafkaConfig config;

    KafkaRequirement(StoreRules rules, KafkaConfig config) {
        this.rules = rules;
        this.config = config;
    }

    @Override
    public List<String> unmet() {
        List<String> unmet = new ArrayList<>(rules.unusable(Store.KAFKA, config));
        if (!MECHANISMS.contains(config.saslMechanism())) {
            unmet.add("OPENMIMC_KAFKA_SASL_MECHANISM is none that we know: set it to one of " + MECHANISMS);
        }
        unmet.addAll(certificate());
        if (!rules.lenient()) {
            if (config.certificate().isEmpty()) {
                unmet.addAll(rules.credentials(Store.KAFKA, config.username(), config.password()));
            }
            unmet.addAll(rules.encryption(Store.KAFKA, config.tls()));
        }
        return unmet;
    }

    private List<String> certificate() {
        List<String> unmet = new ArrayList<>();
        if (config.certificate().isPresent() != config.key().isPresent()) {
            unmet.add("OPENMIMC_KAFKA_CERTIFICATE and OPENMIMC_KAFKA_KEY belong together: set both or neither");
        }
        if (config.certificate().isPresent() && !config.tls()) {
            unmet.add("OPENMIMC_KAFKA_TLS is not true, without which OPENMIMC_KAFKA_CERTIFICATE means nothing: set it");
        }
        config.certificate()
                .flatMap(PemFiles::problem)
                .ifPresent(problem -> unmet.add("OPENMIMC_KAFKA_CERTIFICATE " + problem));
        config.key().flatMap(PemFiles::problemOfKey).ifPresent(problem -> unmet.add("OPENMIMC_KAFKA_KEY " + problem));
        return unmet;
    }
}
