package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Sessions of accounts that go by themselves, at every moment at which one can go. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class TemporarySessionTest extends AccountEventsFixture {
    @ConfigProperty(name = "openmimc.redis.uri")
    String redis;

    @Override
    Identity first() throws Exception {
        return gateway.guest(neighbours, "first");
    }

    @Override
    void end(Identity account) throws Exception {
        delete(account);
    }

    private void delete(Identity account) throws Exception {
        neighbours.accounts().delete(account.appId(), account.account());
        AccountChanged event = AccountChanged.newBuilder()
                .setAppId(account.appId())
                .setAccount(AccountRef.newBuilder().setUuid(account.uuid()).setAccount(account.account()))
                .setChange(AccountChanged.Change.DELETED)
                .build();
        tell(event);
    }

    @Test
    void everyDeviceOfAnAccountThatGoesIsToldToFetchATokenAndOthersAreNot() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "guest");
        Phone phone = phone(guest).login();
        Phone tablet = phone(guest.resource("tablet")).login();
        Phone other = phone(gateway.guest(neighbours, "other")).login();
        // When
        delete(guest);
        // Then
        assertThat(phone.kick().getType()).isEqualTo("token-expired");
        assertThat(tablet.kick().getType()).isEqualTo("token-expired");
        other.ping();
        await().atMost(Wire.PATIENCE).until(() -> gateway.login(guest) == null);
        assertTokenRefused(phone.bind());
    }

    @Test
    void afterTheKickTheSameConnectionCanLogInAsTheNewAccountOfThatName() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "guest");
        Wire wire = gateway.tcp();
        Phone before = new Phone(wire, guest).login();
        toClose.add(before);
        delete(guest);
        before.kick();
        Identity fresh = gateway.guestNamed(neighbours, guest.account());
        // When
        XMMsgBindResp answer = before.as(fresh).bind();
        // Then
        assertThat(fresh.uuid()).isNotEqualTo(guest.uuid());
        assertThat(answer.getResult()).isTrue();
    }

    @Test
    void aMessageThatCrossesTheKickIsRefused() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "guest");
        Phone phone = phone(guest).login();
        delete(guest);
        await().atMost(Wire.PATIENCE).until(() -> gateway.served(guest) == 0);
        // When
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("am I in time?")));
        // Then
        phone.kick();
        Fixture.assertRefused(phone.packetAck(), "p-1", 401);
    }

    @Test
    void aMessageThatIsBeingAcceptedWhenItsSenderGoesIsAnswered() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "guest");
        Phone phone = phone(guest).login();
        neighbours.accounts().hold();
        phone.send(phone.message("p-1", "slow-" + guest.account(), ByteString.copyFromUtf8("in time")));
        await().atMost(Wire.PATIENCE).until(neighbours.accounts()::holds);
        // When
        delete(guest);
        phone.kick();
        neighbours.accounts().release();
        // Then
        assertThat(phone.packetAck().getCode()).isZero();
    }

    @Test
    void aLoginOvertakenByTheEndOfItsAccountIsRefusedThoughTheTokenWasFoundGood() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "slow-guest");
        Identity later = gateway.guest(neighbours, "later");
        Phone witness = phone(later).login();
        neighbours.accounts().hold();
        Phone phone = phone(guest).connect();
        ClientHeader header = phone.header("BIND", "b1");
        phone.wire.send(header, phone.bindRequest(header).build().toByteArray());
        await().atMost(Wire.PATIENCE).until(neighbours.accounts()::holds);
        // When
        delete(guest);
        delete(later);
        witness.kick(); // so the gateway has heard of both
        neighbours.accounts().release(); // "it exists", as it was when it was asked
        // Then
        assertTokenRefused(XMMsgBindResp.parseFrom(phone.expect("BIND").payload()));
        assertThat(gateway.login(guest)).isNull();
        assertThat(gateway.served(guest)).isZero();
    }

    @Test
    void aSessionThatEndsWhileItIsBeingRegisteredStaysOutOfTheRegistry() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "guest");
        phone(guest.resource("tablet")).login(); // its token is known to be good
        Phone phone = phone(guest).connect();
        ClientHeader header = phone.header("BIND", "b1");
        try (RedisClient client = RedisClient.create(redis);
                var connection = client.connect()) {
            client(connection, "PAUSE", "20000", "WRITE");
            phone.wire.send(header, phone.bindRequest(header).build().toByteArray());
            await().atMost(Wire.PATIENCE).until(() -> gateway.served(guest) == 1);
            // When
            delete(guest);
            phone.kick();
            client(connection, "UNPAUSE");
        }
        // Then
        assertThat(XMMsgBindResp.parseFrom(phone.expect("BIND").payload()).getResult())
                .isFalse();
        await().atMost(Wire.PATIENCE).until(() -> gateway.login(guest) == null);
    }

    private static void client(StatefulRedisConnection<String, String> connection, String... words) {
        CommandArgs<String, String> command = new CommandArgs<>(StringCodec.UTF8);
        List.of(words).forEach(command::add);
        connection.sync().dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), command);
    }

    @Test
    void whenItCannotBeKnownWhetherTheAccountExistsTheClientIsToldToWait() throws Exception {
        // Given
        Identity guest = gateway.guest(neighbours, "guest");
        Phone phone = phone(guest).connect();
        neighbours.close();
        // When
        XMMsgBindResp refused;
        try {
            refused = phone.bind();
        } finally {
            neighbours.open();
        }
        // Then
        assertThat(refused.getErrorType()).isEqualTo("wait");
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() -> assertThat(phone.bind().getResult()).isTrue());
    }
}
