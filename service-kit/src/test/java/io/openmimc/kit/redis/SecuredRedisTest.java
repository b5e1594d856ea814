package io.openmimc.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.store.Configs;
import io.openmimc.kit.store.Elsewhere;
import io.openmimc.kit.store.Store;
import io.openmimc.kit.store.StoreRules;
import io.openmimc.local.SecuredStack;
import io.openmimc.local.store.Certificates;
import io.openmimc.proto.ImException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of Redis, against a Redis with TLS and a user with a password. */
class SecuredRedisTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SecuredStack STACK = new SecuredStack();
    private static Map<String, String> secured = Map.of();

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        STACK.init(Map.of("stores", "redis"));
        secured = STACK.start();
    }

    @AfterAll
    static void stop() {
        STACK.stop();
    }

    @Test
    void commandsAndWhatRedisSaysUnaskedComeThrough() throws Exception {
        // Given
        Redis redis = open(config(Map.of()));
        Queue<String> said = new ConcurrentLinkedQueue<>();
        redis.onPush(message -> said.add(message.getType()));
        // When
        String echoed = redis.call(
                        "set", commands -> commands.set("key", "value").thenCompose(ok -> commands.get("key")))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        redis.call(
                        "tracking",
                        commands -> commands.clientTracking(io.lettuce.core.TrackingArgs.Builder.enabled(true)
                                .bcast()))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        redis.call("set", commands -> commands.set("key", "other"))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // Then
        assertThat(echoed).isEqualTo("value");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said).contains("invalidate"));
        assertThat(redis.trouble()).isEmpty();
        redis.close();
    }

    @Test
    void itConnectsAgainAfterRedisWasAway() {
        // Given
        Redis redis = open(config(Map.of()));
        // When
        STACK.process("redis").kill();
        await().atMost(PATIENCE).until(() -> redis.trouble().isPresent());
        STACK.process("redis").start();
        // Then
        await().atMost(PATIENCE).until(redis::connected);
        assertThat(redis.trouble()).isEmpty();
        redis.close();
    }

    @Test
    void whoCallsAfterItWasClosedIsRefused() {
        // Given
        Redis redis = open(config(Map.of()));
        // When
        redis.close();
        // Then
        assertThat(redis.call("get", commands -> commands.get("key")).toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(ImException.class);
    }

    @Test
    void userAndPasswordMayStandInTheAddressToo() {
        // Given
        String user = SecuredStack.USER + ":"
                + URLEncoder.encode(SecuredStack.PASSWORD, StandardCharsets.UTF_8)
                        .replace("+", "%20");
        RedisConfig config = Configs.of(
                RedisConfig.class,
                Map.of(
                        "openmimc.redis.uri",
                        "rediss://" + user + "@localhost:"
                                + STACK.process("redis").port(),
                        "openmimc.redis.ca",
                        STACK.certificates().ca().toString()));
        // When
        Redis redis = open(config);
        // Then
        assertThat(redis.connected()).isTrue();
        assertThat(new StoreRules(Set.of(), false).unmet(Store.REDIS, RedisAccess.effective(config)))
                .isEmpty();
        redis.close();
    }

    @Test
    void aWrongPasswordIsSaidWithTheNamesOfTheSettings() {
        assertThat(trouble(Map.of("openmimc.redis.password", "nobodys")))
                .startsWith("Redis refuses the user or the password: look at OPENMIMC_REDIS_USERNAME and"
                        + " OPENMIMC_REDIS_PASSWORD")
                .doesNotContain("nobodys");
    }

    @Test
    void aConnectionThatNeverStoodIsNotLost() {
        // Given
        Redis redis = new Redis(config(Map.of("openmimc.redis.password", "nobodys")), new SimpleMeterRegistry());
        AtomicInteger losses = new AtomicInteger();
        redis.onDisconnect(losses::incrementAndGet);
        // When
        redis.start();
        // Then
        await().atMost(PATIENCE).until(() -> redis.trouble().isPresent());
        redis.close();
        assertThat(losses).hasValue(0);
    }

    @Test
    void noPasswordIsSaidWithTheNamesOfTheSettings() {
        Map<String, String> settings = new HashMap<>(secured);
        settings.remove("openmimc.redis.password");
        assertThat(trouble(Configs.of(RedisConfig.class, settings)))
                .startsWith("Redis refuses the user or the password: look at OPENMIMC_REDIS_USERNAME");
    }

    @Test
    void anAuthorityOfSomebodyElseIsSaidWithTheNameOfTheSetting() throws Exception {
        Certificates other = Certificates.make(directory.resolve("other"));
        assertThat(trouble(Map.of("openmimc.redis.ca", other.ca().toString())))
                .startsWith("Redis shows a certificate of an authority that we do not trust: set OPENMIMC_REDIS_CA");
    }

    @Test
    void aHostThatTheCertificateDoesNotNameIsSaid() throws Exception {
        try (Elsewhere elsewhere = new Elsewhere(STACK.process("redis").port())) {
            assertThat(trouble(Map.of("openmimc.redis.uri", "redis://" + elsewhere.address())))
                    .startsWith("Redis shows a certificate that is not one for the address we use")
                    .contains("127.0.0.2");
        }
    }

    @Test
    void whoSpeaksInTheClearIsToldOfTls() {
        assertThat(trouble(Map.of("openmimc.redis.tls", "false")))
                .startsWith("Redis does not answer at localhost:")
                .contains("OPENMIMC_REDIS_TLS=true");
    }

    private static Redis open(RedisConfig config) {
        Redis redis = new Redis(config, new SimpleMeterRegistry());
        redis.start();
        await().atMost(PATIENCE).until(redis::connected);
        return redis;
    }

    private static String trouble(Map<String, String> changed) {
        return trouble(config(changed));
    }

    private static String trouble(RedisConfig config) {
        Redis redis = new Redis(config, new SimpleMeterRegistry());
        redis.start();
        try {
            return await().atMost(PATIENCE)
                    .until(redis::trouble, java.util.Optional::isPresent)
                    .orElseThrow();
        } finally {
            assertThat(redis.connected()).isFalse();
            redis.close();
        }
    }

    private static RedisConfig config(Map<String, String> changed) {
        Map<String, String> settings = new HashMap<>(secured);
        settings.putAll(changed);
        return Configs.of(RedisConfig.class, settings);
    }
}
