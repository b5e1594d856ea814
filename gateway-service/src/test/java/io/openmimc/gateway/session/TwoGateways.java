package io.openmimc.gateway.session;

import io.openmimc.gateway.Neighbours;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The gateway of the test and, on the same stores, one in a process of its own, as it was packed: such tests run after
 * packaging.
 */
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
@TestInstance(Lifecycle.PER_CLASS)
abstract class TwoGateways {
    public LocalStack stores;
    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @ConfigProperty(name = "openmimc.redis.uri")
    String redisUri;

    @ConfigProperty(name = "openmimc.peers.accounts")
    String neighboursAddress;

    PackedGateway other;
    StackProcess process;

    /** Of the other one, as environment variables. */
    abstract Map<String, String> settings();

    @BeforeEach
    void start() {
        gateway.awaitReady();
        if (process != null && process.isAlive()) {
            return;
        }
        Map<String, String> all = new HashMap<>(settings());
        all.put("OPENMIMC_PEERS_ACCOUNTS", neighboursAddress);
        all.put("OPENMIMC_PEERS_HISTORY", neighboursAddress);
        all.put("OPENMIMC_KAFKA_BOOTSTRAP", kafka);
        all.put("OPENMIMC_REDIS_URI", redisUri);
        other = new PackedGateway(all);
        process = new StackProcess(other, Path.of("target", getClass().getSimpleName() + "-gateway.log"));
        process.start();
        process.awaitReady();
    }

    @AfterAll
    void stop() {
        process.kill();
    }
}
