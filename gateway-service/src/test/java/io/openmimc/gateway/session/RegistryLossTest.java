package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.kit.redis.Redis;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis goes away, or comes back with less than it had. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class RegistryLossTest {
    public LocalStack stores;
    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @Inject
    Redis redis;

    @BeforeEach
    void awaitReady() {
        gateway.awaitReady();
    }

    @Test
    void sessionsAreWrittenAgainAndPullWhenRedisLostEverything() throws Exception {
        Identity bob = gateway.stranger(neighbours, "bob");
        try (Phone phone = new Phone(gateway.tcp(), bob).login()) {
            await().atMost(Wire.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(neighbours.history().pulls(bob.uuid())).hasSize(1));
            redis.call("test", commands -> commands.flushall())
                    .toCompletableFuture()
                    .join();
            await().atMost(Wire.PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.login(bob)).isNotNull());
            await().atMost(Wire.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(neighbours.history().pulls(bob.uuid())).hasSizeGreaterThan(1));
            phone.ping();
        }
    }

    @Test
    void aLoginThatRedisForgotIsDisplacedByTheNewerOne() throws Exception {
        Identity bob = gateway.stranger(neighbours, "bob");
        try (Phone older = new Phone(gateway.tcp(), bob).login()) {
            redis.call("test", commands -> commands.flushall())
                    .toCompletableFuture()
                    .join();
            try (Phone newer = new Phone(gateway.tcp(), bob).login()) {
                await().atMost(Wire.PATIENCE)
                        .untilAsserted(() -> assertThat(gateway.served(bob)).isEqualTo(1));
                older.ping();
                newer.ping();
            }
        }
    }

    @Test
    void whileRedisIsAwayClientsAreAnsweredAndAfterwardsAllGoesOn() throws Exception {
        Identity alice = gateway.stranger(neighbours, "alice");
        try (Phone phone = new Phone(gateway.tcp(), alice).login();
                Phone late = new Phone(gateway.tcp(), gateway.stranger(neighbours, "bob")).connect()) {
            StackProcess process = stores.process("redis");
            process.kill();
            phone.ping();
            phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
            assertThat(phone.packetAck().getCode()).isEqualTo(503);
            assertThat(late.bind().getErrorType()).isEqualTo("wait");
            process.start();
            process.awaitReady();
            await().atMost(Wire.PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(late.bind().getResult()).isTrue());
            await().atMost(Wire.PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.login(alice)).isNotNull());
            await().atMost(Wire.PATIENCE).untilAsserted(() -> {
                phone.send(phone.message("p-2", "bob", ByteString.copyFromUtf8("hi")));
                assertThat(phone.packetAck().getCode()).isZero();
            });
        }
    }
}
