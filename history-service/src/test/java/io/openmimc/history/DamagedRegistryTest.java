package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.device.Registration;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has written into the registry by hand, or another program has. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class DamagedRegistryTest extends HistoryFixture {
    @Inject
    MeterRegistry meters;

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private String key() {
        return "devices:{" + bob + "}";
    }

    private void write(String resource, String value) {
        join(redis.call("test", commands -> commands.hset(key(), resource, value)));
    }

    private void writeString() {
        join(redis.call("test", commands -> commands.set(key(), "what is this")));
    }

    private Map<String, String> hash() {
        return join(redis.call("test", commands -> commands.hgetall(key())));
    }

    private double damaged() {
        return meters.counter("devices.damaged").count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "on",
                "on gateway",
                "on gateway x 1000",
                "on gateway 7 x",
                "on gateway 7 -1000",
                "on gateway 7 99999999999999999999999999",
                "on gateway 9223372036854775808 1000",
                "on  7 1000",
                "on gateway 7 1000 more",
                "off",
                "off ",
                "off then",
                "off 1e9",
                "ON gateway 7 1000",
                "on gateway 7 1000\n",
            })
    void entryThatCannotBeReadIsRemovedAndHoldsUpNothing(String value) {
        // Given
        gateway.logout(gateway.login(bob, "phone"));
        pull(bob, "phone");
        var web = gateway.login(bob, "web");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        pull(bob, "phone", all(pull(bob, "phone")), 50);
        double before = damaged();
        // When
        write("phone", value);
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(gateway.sequencesFor(web)).contains(message.getSequence());
        assertThat(sequences(pull(bob, "phone")))
                .as("the durable table knows the device")
                .containsExactly(message.getSequence());
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(hash()).doesNotContainEntry("phone", value).containsKeys("phone", "web", "*"));
        assertThat(damaged()).isGreaterThan(before);
    }

    @Test
    void entryThatIsNotEvenTextIsRemoved() {
        // Given
        var phone = gateway.login(bob, "phone");
        String script = "return redis.call('HSET', KEYS[1], ARGV[1] .. '\\255', '\\254\\255')";
        join(redis.call(
                "test",
                commands -> commands.<Long>eval(
                        script, io.lettuce.core.ScriptOutputType.INTEGER, new String[] {key()}, "noise")));
        write("", "off 1000");
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(gateway.sequencesFor(phone)).containsExactly(message.getSequence());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(hash()).containsOnlyKeys("phone", "*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere at all", "127.0.0.1:99999999"})
    void gatewayWhoseAddressCannotBeReadTakesNothingAndHoldsUpNothing(String address) {
        // Given
        var phone = gateway.login(bob, "phone");
        String damagedGateway = "damaged-" + UUIDS.incrementAndGet();
        join(redis.call("test", commands -> commands.setex("gateway:" + damagedGateway, 60, address)));
        join(devices.register(bob, "tablet", new Login(damagedGateway, address, 7, System.currentTimeMillis())));
        // When
        var first = log.send(MessageLog.message(alice, "pc", bob));
        var second = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(first, second);
        // Then
        assertThat(gateway.sequencesFor(phone)).containsExactly(first.getSequence(), second.getSequence());
        assertThat(sequences(pull(bob, "tablet"))).containsExactly(first.getSequence(), second.getSequence());
        assertThat(log.dead).isEmpty();
    }

    @Test
    void keyThatIsNoHashIsReplacedAndHoldsUpNothing() {
        // Given
        gateway.logout(gateway.login(bob, "phone"));
        pull(bob, "phone");
        join(redis.call("test", commands -> commands.del(key())));
        writeString();
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(sequences(pull(bob, "phone"))).containsExactly(message.getSequence());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(hash()).containsOnlyKeys("phone", "*"));
    }

    @Test
    void keyThatIsNoHashKeepsNobodyFromLoggingInOrOut() {
        // Given
        writeString();
        // When
        var phone = gateway.login(bob, "phone");
        // Then
        assertThat(join(devices.list(bob)).devices())
                .extracting(Device::resource)
                .containsExactly("phone");
        join(redis.call("test", commands -> commands.del(key())));
        writeString();
        gateway.logout(phone);
        assertThat(join(devices.restore(bob, "phone", login(phone.getSession(), 1_000))))
                .isTrue();
        assertThat(join(devices.list(bob)).devices())
                .extracting(Device::login)
                .containsExactly(login(phone.getSession(), 1_000));
    }

    @Test
    void entryThatCannotBeReadKeepsNobodyFromLoggingIn() {
        // Given
        gateway.login(bob, "phone");
        write("tablet", "on gateway x 1000");
        write("phone", "on gateway 7 99999999999999999999999999");
        // When
        Registration registration = join(devices.register(bob, "phone", login(9, 2_000)));
        // Then
        assertThat(registration.login().loginMs()).isEqualTo(2_000);
        assertThat(registration.displaced()).isEmpty();
        assertThat(registration.others()).isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(hash()).containsOnlyKeys("phone"));
        assertThat(join(devices.list(bob)).devices()).extracting(Device::login).containsExactly(login(9, 2_000));
    }

    private Login login(long session, long loginMs) {
        return new Login(gateway.id, gateway.address(), session, loginMs);
    }
}
