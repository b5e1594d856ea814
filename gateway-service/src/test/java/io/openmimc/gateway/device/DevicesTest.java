package io.openmimc.gateway.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.Neighbours;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Gateways;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.device.Registration;
import io.openmimc.kit.redis.Redis;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry of service-kit on a real Redis; its only writer lives here. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class DevicesTest {
    private static final String PHONE = "my phone: 1";
    private static final long DAY_MS = 86_400_000;

    @Inject
    Devices devices;

    @Inject
    Gateways gateways;

    @Inject
    Redis redis;

    private final long uuid = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    private final String gateway = UUID.randomUUID().toString();

    @BeforeEach
    void gatewayIsAlive() {
        join(gateways.announce(gateway, "host:1"));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private Login login(long session, long atMs) {
        return new Login(gateway, "host:1", session, atMs);
    }

    @Test
    void aLoginIsFoundWithItsGatewaysAddress() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        AccountDevices found = join(devices.list(uuid));
        assertThat(found.complete()).isFalse();
        assertThat(found.devices()).containsExactly(new Device(PHONE, login(7, 1_000), 1_000));
    }

    @Test
    void manyAccountsAreListedAtOnceAndUnknownOnesAreEmpty() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        Map<Long, AccountDevices> found = join(devices.list(List.of(uuid, 1L, uuid)));
        assertThat(found).containsOnlyKeys(uuid, 1L);
        assertThat(found.get(1L).devices()).isEmpty();
    }

    @Test
    void aLoginLearnsWhomItDisplacesAndWhoElseIsThere() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        join(devices.register(uuid, "tablet", login(8, 1_000)));
        Registration registration = join(devices.register(uuid, PHONE, login(9, 2_000)));
        assertThat(registration.displaced()).containsExactly(login(7, 1_000));
        assertThat(registration.others()).extracting(Device::resource).containsExactly("tablet");
    }

    @Test
    void aLaterLoginIsTheNewerEvenIfItsClockIsBehind() {
        join(devices.register(uuid, PHONE, login(7, 5_000)));
        Registration registration = join(devices.register(uuid, PHONE, login(8, 1_000)));
        assertThat(registration.login().loginMs()).isEqualTo(5_001);
        assertThat(join(devices.restore(uuid, PHONE, login(7, 5_000)))).isFalse();
    }

    @Test
    void onlyTheLoginThatIsThereCanBeUnregistered() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        assertThat(join(devices.unregister(uuid, PHONE, gateway, 6))).isFalse();
        assertThat(join(devices.unregister(uuid, PHONE, "another", 7))).isFalse();
        assertThat(join(devices.list(uuid)).devices().get(0).login()).isNotNull();
        assertThat(join(devices.unregister(uuid, PHONE, gateway, 7))).isTrue();
        Device device = join(devices.list(uuid)).devices().get(0);
        assertThat(device.login()).isNull();
        assertThat(device.lastSeenMs()).isPositive();
    }

    @Test
    void aDeviceOnAGatewayThatIsGoneIsOffline() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        join(gateways.retire(gateway));
        gateways.suspect(gateway);
        assertThat(join(devices.list(uuid)).devices()).containsExactly(new Device(PHONE, null, 1_000));
    }

    @Test
    void aNewGatewayIsSeenAtOnce() {
        String fresh = UUID.randomUUID().toString();
        join(devices.register(uuid, PHONE, new Login(fresh, "host:2", 1, 1_000)));
        assertThat(join(devices.list(uuid)).devices().get(0).login()).isNull();
        join(gateways.announce(fresh, "host:2"));
        assertThat(join(devices.list(uuid)).devices().get(0).login()).isNotNull();
    }

    @Test
    void anAnnouncementTellsWhetherTheOneBeforeHadLapsed() {
        assertThat(join(gateways.announce(gateway, "host:1"))).isTrue();
        join(gateways.retire(gateway));
        assertThat(join(gateways.announce(gateway, "host:1"))).isFalse();
    }

    @Test
    void aLoginIsRestoredAfterRedisLostItButNeverOverANewerOne() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        join(redis.call("test", commands -> commands.del("devices:{" + uuid + "}")));
        assertThat(join(devices.restore(uuid, PHONE, login(7, 1_000)))).isTrue();
        assertThat(join(devices.restore(uuid, PHONE, login(7, 1_000)))).isTrue();
        join(devices.register(uuid, PHONE, login(8, 2_000)));
        assertThat(join(devices.restore(uuid, PHONE, login(7, 1_000)))).isFalse();
        assertThat(join(devices.list(uuid)).devices().get(0).login()).isEqualTo(login(8, 2_000));
    }

    @Test
    void devicesKnownFromElsewhereAreAddedWithoutTouchingTheOthers() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        join(devices.complete(uuid, Map.of(PHONE, 5L, "tablet", 6L)));
        AccountDevices found = join(devices.list(uuid));
        assertThat(found.complete()).isTrue();
        assertThat(found.devices())
                .containsExactlyInAnyOrder(new Device(PHONE, login(7, 1_000), 1_000), new Device("tablet", null, 6));
    }

    @Test
    void everyWriteRenewsTheThirtyDays() {
        join(devices.register(uuid, PHONE, login(7, 1_000)));
        Long ttlSeconds = join(redis.call("test", commands -> commands.ttl("devices:{" + uuid + "}")));
        assertThat(ttlSeconds).isBetween(30 * DAY_MS / 1_000 - 100, 30 * DAY_MS / 1_000);
    }

    @Test
    void devicesNotSeenForThirtyDaysOrBeyondAHundredAreForgottenAtTheNextLogin() {
        long now = System.currentTimeMillis();
        join(devices.complete(uuid, Map.of("old", now - 31 * DAY_MS, "recent", now - DAY_MS)));
        join(devices.register(uuid, PHONE, login(7, now)));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(join(devices.list(uuid)).devices())
                        .extracting(Device::resource)
                        .containsExactlyInAnyOrder("recent", PHONE));
        for (int i = 0; i < 100; i++) {
            join(devices.complete(uuid, Map.of("r" + i, now - 1_000 + i)));
        }
        join(devices.register(uuid, PHONE, login(8, now)));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(join(devices.list(uuid)).devices())
                        .hasSize(100)
                        .extracting(Device::resource)
                        .doesNotContain("recent")
                        .contains("r99", PHONE));
    }
}
