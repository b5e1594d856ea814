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
            admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    config.bootstrap(),
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    3_000,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    5_000,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    500L,
                    AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
                    false));
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
