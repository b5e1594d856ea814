package io.openmimc.kit.kafka;

import io.openmimc.kit.store.Refusals;
import io.openmimc.kit.store.Store;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Says what failures of Kafka's clients mean to those who set them up. */
public final class KafkaRefusals {
    private KafkaRefusals() {}

    /** What to look at, in one sentence. */
    public static String reason(Throwable failure, KafkaConfig config) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedSaslMechanismException || cause instanceof IllegalSaslStateException) {
                return "Kafka does not take " + config.saslMechanism() + " at " + config.bootstrap()
                        + ": look at OPENMIMC_KAFKA_SASL_MECHANISM and the port (" + cause.getMessage() + ")";
            }
            if (cause instanceof SslAuthenticationException) {
                return Refusals.tls(Store.KAFKA, cause).orElse(String.valueOf(cause.getMessage()));
            }
            if (cause instanceof AuthenticationException) {
                return Refusals.credentials(Store.KAFKA, cause.getMessage());
            }
            if (cause instanceof AuthorizationException) {
                return "Kafka does not let the user in OPENMIMC_KAFKA_USERNAME do that: " + cause.getMessage();
            }
            if (cause instanceof TimeoutException) {
                return Refusals.silence(Store.KAFKA, config.bootstrap(), config.tls(), cause.getMessage());
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
