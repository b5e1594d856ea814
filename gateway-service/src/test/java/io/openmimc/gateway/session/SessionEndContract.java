package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AppChanged;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.XMMsgKick;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What both transports promise about the end of a session. docs/wire-protocol.md 5.3, 8, 15.2. */
interface SessionEndContract extends Fixture {
    @Test
    default void theEndOfAConnectionIsRegistered() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.close();
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() -> assertThat(gateway().login(phone.identity)).isNull());
    }

    @Test
    default void logoutIsAnsweredWithKickAndTheConnectionCanLogInAgain() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.wire.send(phone.header("UBND", "u1"), new byte[0]);
        assertThat(phone.kick())
                .isEqualTo(XMMsgKick.newBuilder()
                        .setType("")
                        .setReason("logout")
                        .setDesc("logout")
                        .build());
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() -> assertThat(gateway().login(phone.identity)).isNull());
        assertThat(phone.bind().getResult()).isTrue();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
        assertThat(phone.packetAck().getCode()).isZero();
    }

    @Test
    default void logoutWithoutLoginIsAnsweredToo() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.wire.send(phone.header("UBND", "u1"), new byte[0]);
        assertThat(phone.kick().getReason()).isEqualTo("logout");
    }

    @Test
    default void theNewestLoginIsServedAndTheOlderIsAnsweredButToldNothing() throws Exception {
        Identity bob = stranger("bob");
        Phone older = phone(bob).login();
        Phone newer = phone(bob).login();
        older.ping();
        older.send(older.message("p-1", "carol", ByteString.copyFromUtf8("hi")));
        assertThat(older.packetAck().getCode()).isZero();
        CompletableFuture<DeliverResponse> delivery = deliver(bob, "for the newer");
        MIMCPacketList compound = newer.compound();
        newer.acknowledge(compound.getMaxSequence());
        assertThat(delivery.get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS).getTakenList())
                .containsExactly(0);
        double closedBefore = gateway().closed(CloseReason.CLIENT_CLOSED);
        older.close();
        await().atMost(Wire.PATIENCE).until(() -> gateway().closed(CloseReason.CLIENT_CLOSED) > closedBefore);
        newer.ping();
        assertThat(gateway().login(bob)).isNotNull();
    }

    @Test
    default void aLoginThatAsksForSingleLoginKicksTheOlder() throws Exception {
        Identity bob = stranger("bob");
        Phone older = phone(bob).login();
        Phone newer = phone(bob).connect();
        ClientHeader header = newer.header("BIND", "b1");
        assertThat(newer.bind(header, newer.bindRequest(header).setSso(true).build())
                        .getResult())
                .isTrue();
        XMMsgKick kick = older.kick();
        assertThat(kick.getType()).isEqualTo("single-resource-kick");
        assertThat(kick.getReason()).isEqualTo("single-resource-kick");
        older.ping();
        newer.ping();
    }

    @Test
    default void theEleventhResourceEndsTheOneWhoseUserIsIdleForLongest() throws Exception {
        Identity bob = stranger("bob");
        Phone first = phone(bob.resource("resource 0")).login();
        Phone second = phone(bob.resource("resource 1")).login();
        for (int i = 2; i <= 9; i++) {
            phone(bob.resource("resource " + i)).login();
        }
        first.send(first.message("p-1", "carol", ByteString.copyFromUtf8("I am here")));
        assertThat(first.packetAck().getCode()).isZero();
        second.acknowledge(4_711); // which its client does by itself
        second.ping();
        phone(bob.resource("resource 10")).login();
        assertThat(second.kick().getDesc()).isEqualTo("too many devices");
        first.ping();
    }

    @Test
    default void aDeletedAppEndsItsSessionsWithATokenKick() throws Exception {
        long app = neighbours().accounts().newApp();
        Phone phone = phone(gateway().identity(neighbours(), app, "alice", Instant.now(), Duration.ofDays(1)))
                .login();
        Phone other = phone(stranger("bob")).login();
        neighbours().accounts().deleteApp(app);
        gateway().ensureTopic(Topics.APPS);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            AppChanged event = AppChanged.newBuilder()
                    .setAppId(app)
                    .setChange(AppChanged.Change.DELETED)
                    .build();
            // Again and again: the gateway may only just be finding the topic.
            await().atMost(Wire.PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                producer.send(new ProducerRecord<>(Topics.APPS, Topics.key(app), event.toByteArray()))
                        .get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(gateway().login(phone.identity)).isNull();
            });
        }
        XMMsgKick kick = phone.kick();
        assertThat(kick)
                .isEqualTo(XMMsgKick.newBuilder()
                        .setType("token-expired")
                        .setReason("token-expired")
                        .setDesc("invalid-token")
                        .build());
        assertThat(phone.bind().getErrorType()).isEqualTo("token-expired");
        other.ping();
    }

    @Test
    default void anExpiringTokenEndsTheSessionWithATokenKick() throws Exception {
        phone(stranger("bob")).login(); // the first login of a cold JVM may take longer than a short token lasts
        String account = "alice" + UUID.randomUUID();
        Phone phone = phone(gateway()
                        .identity(neighbours(), AccountService.APP, account, Instant.now(), Duration.ofSeconds(5)))
                .login();
        assertThat(phone.kick().getType()).isEqualTo("token-expired");
    }
}
