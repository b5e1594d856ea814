package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.local.SecuredStack;
import io.openmimc.local.demo.Demo;
import io.openmimc.local.demo.DemoTarget;
import io.openmimc.sdk.rest.AppCredentials;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All services in the profile of production, every store with TLS and passwords. A second set of stores beside that of the
 * other tests would be too much for a laptop: {@code ./mvnw verify -Psecured -pl deploy/e2e -am}.
 */
@Tag("secured")
class SecuredStoresTest {
    private static final Set<String> PLAIN = Set.of("postgresql", "redis", "kafka", "cassandra");
    private static final SecuredStack STORES = new SecuredStack();

    @BeforeAll
    static void startStores() {
        stores = STORES.start();
    }

    private static Map<String, String> stores = Map.of();

    @AfterAll
    static void stopStores() {
        STORES.stop();
    }

    @Test
    void theDemoRunsToItsEnd() {
        try (Cloud cloud = Cloud.start(programs -> programs.stream()
                .filter(program -> !PLAIN.contains(program.name()))
                .map(program -> program.name().equals("edge") ? program : new SecuredService(program, stores))
                .toList())) {
            AppCredentials guests = cloud.createApp("guests");
            cloud.administer("PUT", "/api/admin/apps/" + guests.appId(), "{\"temporaryTtlSeconds\":3}");
            new Demo(
                            new DemoTarget(
                                    cloud.api(),
                                    cloud.webSocket(),
                                    cloud.tcpHost(),
                                    cloud.tcpPort(),
                                    cloud.app(),
                                    guests),
                            System.out)
                    .run();
            assertThat(cloud.process("gateway-service").isReady()).isTrue();
        }
    }
}
