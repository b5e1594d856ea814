package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.redis.Redis;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices are looked up for every message, and kept at hand; others, through another connection, change them meanwhile. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class DeviceLookUpTest extends HistoryFixture {
    @Inject
    MeterRegistry meters;

    @Inject
    Redis redis;

    @ConfigProperty(name = "openmimc.redis.uri")
    String redisUri;

    private RedisClient client;
    private RedisCommands<String, String> others;

    @BeforeEach
    void connect() {
        client = RedisClient.create(redisUri);
        others = client.connect().sync();
        await().atMost(PATIENCE).until(this::isKeptAtHand);
    }

    @AfterEach
    void disconnect() {
        client.shutdown();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static String key(long uuid) {
        return "devices:{" + uuid + "}";
    }

    private String on(long session) {
        return "on " + gateway.id + " " + session + " 1000";
    }

    private Login login(long session) {
        return new Login(gateway.id, gateway.address(), session, 1_000);
    }

    /** How often Redis was asked for the devices of one account. */
    private long reads() {
        Timer reads = meters.find("redis.call")
                .tags("operation", "devices.list", "outcome", "ok")
                .timer();
        return reads == null ? 0 : reads.count();
    }

    private boolean isKeptAtHand() {
        join(devices.list(alice));
        long before = reads();
        join(devices.list(alice));
        return reads() == before;
    }

    /** Else nothing would be kept at hand until the next connection, where the cache is made after the first one. */
    @Test
    void whoListensLateIsToldOfTheConnectionThatStands() {
        // Given
        await().atMost(PATIENCE).until(redis::connected);
        AtomicInteger told = new AtomicInteger();
        // When
        redis.onConnect(told::incrementAndGet);
        // Then
        assertThat(told).hasPositiveValue();
    }

    @Test
    void everyChangeThatWasAnsweredIsSeenByTheNextLookUp() {
        for (long session = 1; session <= 3_000; session++) {
            others.hset(key(bob), "phone", on(session));
            assertThat(join(devices.list(bob)).devices())
                    .as("session %d", session)
                    .extracting(Device::login)
                    .containsExactly(login(session));
            join(devices.list(bob)); // is at hand from here on
        }
    }

    @Test
    void everyChangeIsSeenAmongManyAccountsThatDidNotChange() {
        List<Long> accounts =
                LongStream.range(0, 200).map(i -> bob * 1_000 + i).boxed().toList();
        accounts.forEach(uuid -> others.hset(key(uuid), "phone", on(uuid)));
        join(devices.list(accounts));
        for (long session = 1; session <= 300; session++) {
            long changed = accounts.get((int) (session * 7 % accounts.size()));
            others.hset(key(changed), "phone", on(session));
            Map<Long, AccountDevices> found = join(devices.list(accounts));
            assertThat(found).hasSameSizeAs(accounts);
            assertThat(Objects.requireNonNull(found.get(changed)).devices())
                    .extracting(Device::login)
                    .containsExactly(login(session));
        }
    }

    @Test
    void whatDoesNotChangeIsReadOnce() {
        others.hset(key(bob), "phone", on(1));
        join(devices.list(bob));
        long before = reads();
        for (int i = 0; i < 100; i++) {
            join(devices.list(List.of(alice, bob)));
        }
        assertThat(reads()).isEqualTo(before);
    }

    @Test
    void whatIsDeletedOrExpiresIsSeen() {
        others.hset(key(bob), "phone", on(1));
        join(devices.list(bob));
        others.del(key(bob));
        assertThat(join(devices.list(bob)).devices()).isEmpty();
        others.hset(key(bob), "phone", on(2));
        join(devices.list(bob));
        others.pexpire(key(bob), 1);
        await().atMost(PATIENCE).until(() -> join(devices.list(bob)).devices().isEmpty());
    }

    @Test
    void nothingIsBelievedThatWasReadOverALostConnection() {
        Set<Long> seen = new HashSet<>();
        others.hset(key(bob), "phone", on(1));
        for (long session = 2; session <= 20; session++) {
            join(devices.list(bob));
            others.clientKill(KillArgs.Builder.typeNormal().skipme());
            others.hset(key(bob), "phone", on(session));
            Login expected = login(session);
            await().atMost(PATIENCE).until(() -> looksUp(expected));
            seen.add(session);
        }
        assertThat(seen).hasSize(19);
        await().atMost(PATIENCE).until(this::isKeptAtHand);
    }

    @Test
    void withoutNewsFromRedisItIsAskedEveryTime() {
        // Given
        others.hset(key(bob), "phone", on(1));
        others.multi();
        others.clientKill(KillArgs.Builder.typeNormal().skipme());
        others.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CLIENT)); // tracking is refused
        others.exec();
        try {
            await().atMost(PATIENCE).until(() -> looksUp(login(1)));
            for (long session = 2; session <= 20; session++) {
                // When
                others.hset(key(bob), "phone", on(session));
                long before = reads();
                // Then
                assertThat(looksUp(login(session))).isTrue();
                assertThat(reads()).isEqualTo(before + 1);
                assertThat(looksUp(login(session))).isTrue();
                assertThat(reads()).isEqualTo(before + 2);
            }
        } finally {
            others.aclSetuser("default", AclSetuserArgs.Builder.addCommand(CommandType.CLIENT));
            others.clientKill(KillArgs.Builder.typeNormal().skipme());
        }
        await().atMost(PATIENCE).until(() -> looksUp(login(20)));
        await().atMost(PATIENCE).until(this::isKeptAtHand);
    }

    /** Fails for as long as Redis is not connected again; what it answers must be true. */
    private boolean looksUp(Login expected) {
        AccountDevices found = join(devices.list(bob).handle((devices, failure) -> failure == null ? devices : null));
        if (found == null) {
            return false;
        }
        assertThat(found.devices()).extracting(Device::login).containsExactly(expected);
        return true;
    }
}
