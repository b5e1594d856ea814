package io.openmimc.kit.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** The one admin client of a service, made when first asked for. */
@Singleton
public class KafkaAdmin {
    private final KafkaConfig config;
    private @Nullable Admin admin;

    public KafkaAdmin(KafkaConfig config) {
        this.config = config;
    }

    /**
     * Its calls do not block.
     *
     * @throws org.apache.kafka.common.KafkaException while no bootstrap server's name can be resolved; may be tried again
     */
    public synchronized Admin client() {
        if (admin == null) {
            Map<String, Object> properties = KafkaAccess.properties(config);
            properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
            properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
            properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
            properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
            admin = Admin.create(properties);
        }
        return admin;
    }

    /** Why a call failed, and what to look at. */
    String reason(Throwable failure) {
        return KafkaRefusals.reason(failure, config);
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
