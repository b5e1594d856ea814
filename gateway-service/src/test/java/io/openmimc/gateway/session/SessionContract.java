package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.kit.device.Login;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AppChanged;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.MIMCOnlineMessageAck;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.openmimc.proto.wire.RTSMessage;
import io.openmimc.proto.wire.UCGroup;
import io.openmimc.proto.wire.UCGroupAnswer;
import io.openmimc.proto.wire.UCGroupRef;
import io.openmimc.proto.wire.UCPacket;
import io.openmimc.proto.wire.UC_MSG_TYPE;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.openmimc.proto.wire.XMMsgKick;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both transports promise. */
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
abstract class SessionContract {
    private static final long TIMEOUT_S = 30;

    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @ConfigProperty(name = "openmimc.gateway.address")
    String address;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String bootstrap;

    private final List<AutoCloseable> toClose = new ArrayList<>();

    abstract Wire wire() throws IOException;

    @BeforeEach
    void awaitReady() {
        gateway.awaitReady();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    Phone phone(Identity identity) throws IOException {
        return closing(new Phone(wire(), identity));
    }

    Identity stranger(String name) {
        return gateway.stranger(neighbours, name);
    }

    private TestDispatcher dispatcher() {
        return closing(new TestDispatcher(address));
    }

    // Login

    @Test
    void aLoginIsAnsweredWithAllFieldsAndRegistered() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        XMMsgBindResp answer = phone.bind();
        assertThat(answer.getResult()).isTrue();
        assertThat(answer.hasErrorType() && answer.hasErrorReason() && answer.hasErrorDesc())
                .isTrue();
        assertThat(gateway.login(phone.identity)).isNotNull();
    }

    @Test
    void theEndOfAConnectionIsRegistered() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.close();
        await().untilAsserted(() -> assertThat(gateway.login(phone.identity)).isNull());
    }

    @Test
    void aWebClientMaySendAnEmptyKickThatItSignedAsZero() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        ClientHeader header = phone.header("BIND", "b1");
        XMMsgBind bind = phone.bindRequest(header).setKick("").build();
        assertThat(phone.bind(header, bind).getResult()).isTrue();
    }

    @Test
    void aWrongSignatureIsRefusedAndTheNextLoginOnTheSameConnectionSucceeds() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        ClientHeader header = phone.header("BIND", "b1");
        XMMsgBindResp refused = phone.bind(
                header, phone.bindRequest(header).setSig("bm90IHJpZ2h0").build());
        assertThat(refused.getResult()).isFalse();
        assertThat(refused.getErrorType()).isEqualTo("auth");
        assertThat(refused.getErrorReason()).isEqualTo("invalid-signature");
        assertThat(phone.bind().getResult()).isTrue();
    }

    @Test
    void everyTokenProblemIsRefusedInTheWordsThatMakeClientsFetchANewOne() throws Exception {
        Identity good = stranger("alice");
        Identity bob = stranger("bob");
        long otherApp = 4_711;
        neighbours.app(otherApp, 0);
        Identity expired = gateway.identity(
                neighbours,
                Neighbours.APP,
                good.account(),
                Instant.now().minus(Duration.ofDays(2)),
                Duration.ofDays(1));
        Identity elsewhere = gateway.identity(neighbours, otherApp, good.account(), Instant.now(), Duration.ofDays(1));
        Phone phone = phone(good).connect();
        for (Identity bad : List.of(
                expired,
                with(good, bob.token(), bob.securityKey()),
                with(good, elsewhere.token(), elsewhere.securityKey()),
                with(good, "no.such.token", good.securityKey()),
                with(good, good.token() + "x", good.securityKey()),
                with(good, "", good.securityKey()))) {
            Phone other = phone(bad).connect();
            XMMsgBindResp refused = other.bind();
            assertThat(refused.getResult()).isFalse();
            assertThat(refused.getErrorType()).isEqualTo("token-expired");
            assertThat(refused.getErrorReason()).isEqualTo("invalid-token");
            assertThat(refused.getErrorDesc()).isNotEmpty();
            other.ping();
        }
        assertThat(phone.bind().getResult()).isTrue();
    }

    private static Identity with(Identity who, String token, String securityKey) {
        return new Identity(who.appId(), who.account(), who.uuid(), who.resource(), token, securityKey);
    }

    @Test
    void afterManyRefusalsTheConnectionIsClosed() throws Exception {
        Identity good = stranger("alice");
        Phone phone = phone(with(good, "bad", good.securityKey())).connect();
        for (int i = 0; i < 4; i++) {
            assertThat(phone.bind().getResult()).isFalse();
        }
        long start = System.nanoTime();
        assertThat(phone.bind().getResult()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(4));
    }

    @Test
    void aRepeatedLoginIsARefreshAndDeliversNothingTwice() throws Exception {
        Identity bob = stranger("bob");
        AcceptedMessage stored = Gateway.message(stranger("alice"), bob, "x-1", "hello");
        neighbours.store(bob.uuid(), stored);
        Phone phone = phone(bob).login();
        assertThat(phone.compound().getPacketsCount()).isEqualTo(1);
        long session = gateway.login(bob).session();
        assertThat(phone.bind().getResult()).isTrue();
        phone.acknowledge(stored.getSequence());
        phone.ping();
        assertThat(gateway.login(bob).session()).isEqualTo(session);
    }

    @Test
    void aRefreshWithAnotherTokenChangesTheKeyOfPayloads() throws Exception {
        Identity alice = stranger("alice");
        Identity renewed =
                gateway.identity(neighbours, Neighbours.APP, alice.account(), Instant.now(), Duration.ofDays(1));
        Wire wire = closing(wire());
        Phone phone = new Phone(wire, alice).login();
        Phone same = new Phone(wire, renewed);
        ClientHeader header = same.header("BIND", "b9");
        XMMsgBind.Builder bind =
                XMMsgBind.newBuilder().setToken(renewed.token()).setMethod("XIAOMI-PASS");
        bind.setSig(io.openmimc.proto.frame.WireKeys.bindSignature(
                phone.challenge(), header, bind.build(), renewed.securityKey()));
        assertThat(same.bind(header, bind.build()).getResult()).isTrue();
        same.send(same.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
        assertThat(same.packetAck().getCode()).isZero();
    }

    @Test
    void logoutIsAnsweredWithKickAndTheConnectionCanLogInAgain() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.wire.send(phone.header("UBND", "u1"), new byte[0]);
        assertThat(phone.kick())
                .isEqualTo(XMMsgKick.newBuilder()
                        .setType("")
                        .setReason("logout")
                        .setDesc("logout")
                        .build());
        await().untilAsserted(() -> assertThat(gateway.login(phone.identity)).isNull());
        assertThat(phone.bind().getResult()).isTrue();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
        assertThat(phone.packetAck().getCode()).isZero();
    }

    @Test
    void logoutWithoutLoginIsAnsweredToo() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.wire.send(phone.header("UBND", "u1"), new byte[0]);
        assertThat(phone.kick().getReason()).isEqualTo("logout");
    }

    @Test
    void pingsAreAnsweredBeforeAndAfterLogin() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.ping();
        assertThat(phone.bind().getResult()).isTrue();
        phone.ping();
    }

    @Test
    void theNewestLoginIsServedAndTheOlderIsAnsweredButToldNothing() throws Exception {
        Identity bob = stranger("bob");
        Phone older = phone(bob).login();
        Phone newer = phone(bob).login();
        older.ping();
        older.send(older.message("p-1", "carol", ByteString.copyFromUtf8("hi")));
        assertThat(older.packetAck().getCode()).isZero();
        CompletableFuture<DeliverResponse> delivery = deliver(bob, "for the newer");
        MIMCPacketList compound = newer.compound();
        newer.acknowledge(compound.getMaxSequence());
        assertThat(delivery.get(TIMEOUT_S, TimeUnit.SECONDS).getTakenList()).containsExactly(0);
        older.close();
        newer.ping();
        assertThat(gateway.login(bob)).isNotNull();
    }

    @Test
    void aLoginThatAsksForSingleLoginKicksTheOlder() throws Exception {
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
    void theEleventhResourceEndsTheOldest() throws Exception {
        Identity bob = stranger("bob");
        Phone first = phone(bob.resource("resource 0")).login();
        for (int i = 1; i <= 9; i++) {
            phone(bob.resource("resource " + i)).login();
        }
        first.ping();
        phone(bob.resource("resource 10")).login();
        assertThat(first.kick().getDesc()).isEqualTo("too many devices");
    }

    @Test
    void aDeletedAppEndsItsSessionsWithATokenKick() throws Exception {
        long app = 815;
        neighbours.app(app, 0);
        Phone phone = phone(gateway.identity(neighbours, app, "alice", Instant.now(), Duration.ofDays(1)))
                .login();
        Phone other = phone(stranger("bob")).login();
        neighbours.deleteApp(app);
        gateway.ensureTopic(Topics.APPS);
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            AppChanged event = AppChanged.newBuilder()
                    .setAppId(app)
                    .setChange(AppChanged.Change.DELETED)
                    .build();
            // Again and again: the gateway may only just be finding the topic.
            await().pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                producer.send(new ProducerRecord<>(Topics.APPS, Topics.key(app), event.toByteArray()))
                        .get(TIMEOUT_S, TimeUnit.SECONDS);
                assertThat(gateway.login(phone.identity)).isNull();
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
    void anExpiringTokenEndsTheSessionWithATokenKick() throws Exception {
        Phone phone = phone(gateway.identity(
                        neighbours, Neighbours.APP, "alice" + UUID.randomUUID(), Instant.now(), Duration.ofSeconds(3)))
                .login();
        assertThat(phone.kick().getType()).isEqualTo("token-expired");
    }

    @Test
    void whileAccountServiceIsAwayALoginIsRefusedForLater() throws Exception {
        long app = 99_000 + wireNumber();
        neighbours.app(app, 0);
        Identity alice = gateway.identity(neighbours, app, "alice", Instant.now(), Duration.ofDays(1));
        Phone phone = phone(alice).connect();
        neighbours.close();
        try {
            XMMsgBindResp refused = phone.bind();
            assertThat(refused.getErrorType()).isEqualTo("wait");
            assertThat(refused.getErrorReason()).isEqualTo("try-again");
        } finally {
            neighbours.open();
        }
        await().untilAsserted(() -> assertThat(phone.bind().getResult()).isTrue());
    }

    abstract int wireNumber();

    // Sending

    @Test
    void aMessageIsAcknowledgedWithEveryFieldThatClientsRead() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("你好 🙂")));
        MIMCPacketAck ack = phone.packetAck();
        assertThat(ack.getPacketId()).isEqualTo("p-1");
        assertThat(ack.getUuid()).isEqualTo(phone.identity.uuid());
        assertThat(ack.getResource()).isEqualTo("phone");
        assertThat(ack.getSequence()).isPositive();
        assertThat(ack.getTimestamp())
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(10_000L));
        assertThat(ack.getPackage()).isEqualTo(Neighbours.PACKAGE);
        assertThat(ack.hasErrorMsg() && ack.getErrorMsg().isEmpty()).isTrue();
        assertThat(ack.hasCode() && ack.getCode() == 0).isTrue();
        assertThat(ack.hasConvIndex()).isTrue();
    }

    @Test
    void sequencesGrowAndARetryGetsTheFirstOnes() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("one")));
        long first = phone.packetAck().getSequence();
        phone.send(phone.message("p-2", "bob", ByteString.copyFromUtf8("two")));
        assertThat(phone.packetAck().getSequence()).isGreaterThan(first);
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("one")));
        assertThat(phone.packetAck().getSequence()).isEqualTo(first);
    }

    @Test
    void fifteenKilobytesAreTakenAndMoreIsRefusedWithTheConnectionOpen() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.copyFrom(new byte[15_360])));
        assertThat(phone.packetAck().getCode()).isZero();
        phone.send(phone.message("p-2", "bob", ByteString.copyFrom(new byte[15_361])));
        assertRefused(phone.packetAck(), "p-2", 413);
        phone.send(phone.message("p-3", "bob", ByteString.copyFrom(new byte[64 * 1024])));
        assertRefused(phone.packetAck(), "p-3", 413);
        phone.ping();
    }

    @Test
    void anEmptyPayloadIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", "bob", ByteString.EMPTY));
        assertRefused(phone.packetAck(), "p-1", 400);
    }

    @Test
    void aSenderThatIsNotTheLoggedInAccountIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        MIMCUser me = phone.me();
        int number = 0;
        for (MIMCUser other : List.of(
                me.toBuilder().setAppAccount("bob").build(),
                me.toBuilder().setUuid(me.getUuid() + 1).build(),
                me.toBuilder().setAppId(1).build())) {
            String id = "p-" + ++number;
            phone.send(phone.message(id, MIMC_MSG_TYPE.P2P_MESSAGE, other, "bob", ByteString.copyFromUtf8("hi")));
            assertRefused(phone.packetAck(), id, 403);
        }
    }

    @Test
    void aMessageWithoutASenderIsTheLoggedInAccounts() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message(
                "p-1", MIMC_MSG_TYPE.P2P_MESSAGE, MIMCUser.getDefaultInstance(), "bob", ByteString.copyFromUtf8("hi")));
        assertThat(phone.packetAck().getCode()).isZero();
    }

    @Test
    void aMessageToATopicThatDoesNotExistIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(phone.message("p-1", MIMC_MSG_TYPE.P2T_MESSAGE, phone.me(), "7", ByteString.copyFromUtf8("hi")));
        assertThat(phone.packetAck().getCode()).isNotZero();
    }

    @Test
    void anUnknownTypeWithAnIdIsRefusedAndWithoutOneIgnored() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        byte[] unknown = {0x0a, 3, 'p', '-', '1', 0x20, 99}; // packetId p-1, type 99
        phone.sendPayload("h1", unknown);
        assertRefused(phone.packetAck(), "p-1", 400);
        phone.sendPayload("h2", new byte[] {0x20, 99});
        phone.ping();
    }

    @Test
    void aTypeThatOnlyServersSendIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        for (MIMC_MSG_TYPE type : List.of(
                MIMC_MSG_TYPE.PACKET_ACK,
                MIMC_MSG_TYPE.COMPOUND,
                MIMC_MSG_TYPE.P2P_PUSH_MESSAGE,
                MIMC_MSG_TYPE.P2T_PUSH_MESSAGE)) {
            phone.send(MIMCPacket.newBuilder()
                    .setPacketId("p-" + type)
                    .setType(type)
                    .setPayload(ByteString.EMPTY)
                    .build());
            assertRefused(phone.packetAck(), "p-" + type, 400);
        }
    }

    @Test
    void aMessageThatDoesNotParseIsRefused() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.send(MIMCPacket.newBuilder()
                .setPacketId("p-1")
                .setType(MIMC_MSG_TYPE.P2P_MESSAGE)
                .setPayload(ByteString.copyFrom(new byte[] {0x0a, 0x7f, 1}))
                .build());
        assertRefused(phone.packetAck(), "p-1", 400);
    }

    private static void assertRefused(MIMCPacketAck ack, String packetId, int code) {
        assertThat(ack.getPacketId()).isEqualTo(packetId);
        assertThat(ack.getCode()).isEqualTo(code);
        assertThat(ack.getErrorMsg()).isNotEmpty();
        assertThat(ack.hasSequence() && ack.getSequence() == 0).isTrue();
        assertThat(ack.getTimestamp()).isPositive();
    }

    // Delivery

    private CompletableFuture<DeliverResponse> deliver(Identity to, String text) {
        Login login = gateway.login(to);
        return dispatcher()
                .deliver(
                        Gateway.message(stranger("sender"), to, "x-" + text, text),
                        TestDispatcher.reference(to, login));
    }

    @Test
    void storedMessagesComeAfterTheLoginInOneCompoundAndNeverAgainOnceAcknowledged() throws Exception {
        Identity alice = stranger("alice");
        Identity bob = stranger("bob");
        for (int i = 0; i < 3; i++) {
            neighbours.store(bob.uuid(), Gateway.message(alice, bob, "x-" + i, "stored " + i));
        }
        Phone phone = phone(bob).login();
        MIMCPacketList list = phone.compound();
        assertThat(list.getUuid()).isEqualTo(bob.uuid());
        assertThat(list.getResource()).isEqualTo("phone");
        assertThat(list.getStatus()).isEqualTo(MIMCPacketList.Status.STATUS_NORMAL);
        assertThat(list.getPacketsList()).extracting(MIMCPacket::getPacketId).containsExactly("x-0", "x-1", "x-2");
        MIMCPacket packet = list.getPackets(0);
        assertThat(packet.getPackage()).isEqualTo(Neighbours.PACKAGE);
        assertThat(packet.getType()).isEqualTo(MIMC_MSG_TYPE.P2P_MESSAGE);
        assertThat(packet.hasSequence() && packet.hasTimestamp() && packet.hasPayload())
                .isTrue();
        var p2p = Phone.p2p(packet);
        assertThat(p2p.getFrom())
                .isEqualTo(MIMCUser.newBuilder()
                        .setAppId(alice.appId())
                        .setAppAccount(alice.account())
                        .setUuid(alice.uuid())
                        .setResource("phone")
                        .build());
        assertThat(p2p.getTo().getAppAccount()).isEqualTo(bob.account());
        assertThat(p2p.getTo().hasResource()).isFalse();
        assertThat(p2p.getPayload().toStringUtf8()).isEqualTo("stored 0");
        phone.acknowledge(list.getMaxSequence());
        await().untilAsserted(() -> assertThat(neighbours.pulls(bob.uuid())).hasSize(2));
        phone.close();
        Phone again = phone(bob).login();
        await().untilAsserted(() -> assertThat(neighbours.pulls(bob.uuid())).hasSize(3));
        again.ping();
    }

    @Test
    void aLongBacklogComesInPagesOfFifty() throws Exception {
        Identity alice = stranger("alice");
        Identity bob = stranger("bob");
        for (int i = 0; i < 120; i++) {
            neighbours.store(bob.uuid(), Gateway.message(alice, bob, "x-" + i, "stored " + i));
        }
        Phone phone = phone(bob).login();
        List<String> got = new ArrayList<>();
        while (got.size() < 120) {
            MIMCPacketList list = phone.compound();
            assertThat(list.getPacketsCount()).isBetween(1, 50);
            list.getPacketsList().forEach(packet -> got.add(packet.getPacketId()));
            phone.acknowledge(list.getMaxSequence());
        }
        assertThat(got).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void aLiveMessageIsTakenWhenItsCompoundIsAcknowledged() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        CompletableFuture<DeliverResponse> delivery = deliver(bob, "live");
        MIMCPacketList list = phone.compound();
        assertThat(Phone.p2p(list.getPackets(0)).getPayload().toStringUtf8()).isEqualTo("live");
        assertThat(delivery).isNotDone();
        phone.acknowledge(list.getMaxSequence());
        assertThat(delivery.get(TIMEOUT_S, TimeUnit.SECONDS).getTakenList()).containsExactly(0);
    }

    @Test
    void aMessageSentAfterAnotherWasReceivedHasTheLargerSequence() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        AcceptedMessage ahead = Gateway.message(stranger("alice"), bob, "x-1", "from a clock that is ahead").toBuilder()
                .setSequence(io.openmimc.proto.Sequence.of(System.currentTimeMillis() + 3_000, 5, 5))
                .build();
        dispatcher().deliver(ahead, TestDispatcher.reference(bob, gateway.login(bob)));
        phone.acknowledge(phone.compound().getMaxSequence());
        phone.send(phone.message("p-1", "alice", ByteString.copyFromUtf8("an answer")));
        assertThat(phone.packetAck().getSequence()).isGreaterThan(ahead.getSequence());
    }

    @Test
    void aDeviceThatDoesNotAcknowledgeHasNotTakenTheMessage() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        CompletableFuture<DeliverResponse> delivery = deliver(bob, "unheard");
        phone.compound();
        assertThat(delivery.get(TIMEOUT_S, TimeUnit.SECONDS).getNotTakenList()).containsExactly(0);
        phone.ping();
    }

    @Test
    void aSessionThatIsGoneHasNotTakenTheMessageAndTheRegistryIsCorrected() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        Login login = gateway.login(bob);
        Login stale = new Login(login.gateway(), login.address(), login.session() + 1, login.loginMs());
        DeliverResponse answer = dispatcher()
                .deliver(Gateway.message(bob, bob, "x-1", "late"), TestDispatcher.reference(bob, stale))
                .get(TIMEOUT_S, TimeUnit.SECONDS);
        assertThat(answer.getNotTakenList()).containsExactly(0);
        phone.ping();
    }

    @Test
    void aWakeUpMakesTheSessionPull() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        await().untilAsserted(() -> assertThat(neighbours.pulls(bob.uuid())).hasSize(1));
        phone.ping();
        neighbours.store(bob.uuid(), Gateway.message(stranger("alice"), bob, "x-1", "while nobody looked"));
        dispatcher().wake(TestDispatcher.reference(bob, gateway.login(bob)));
        assertThat(phone.compound().getPackets(0).getPacketId()).isEqualTo("x-1");
    }

    @Test
    void aPullSendsAgainWhatTheApplicationRefused() throws Exception {
        Identity bob = stranger("bob");
        neighbours.store(bob.uuid(), Gateway.message(stranger("alice"), bob, "x-1", "refused first"));
        Phone phone = phone(bob).login();
        MIMCPacketList first = phone.compound();
        phone.send(MIMCPacket.newBuilder()
                .setPacketId("pull-1")
                .setType(MIMC_MSG_TYPE.PULL)
                .setPayload(ByteString.EMPTY)
                .build());
        MIMCPacketList second = phone.compound();
        assertThat(second).isEqualTo(first);
        phone.acknowledge(second.getMaxSequence());
        phone.ping();
    }

    // Signals, unlimited groups, calls

    @Test
    void anOnlineMessageAndItsAnswerPassWithoutAcknowledgement() throws Exception {
        Phone alice = phone(stranger("alice")).login();
        Phone bob = phone(stranger("bob")).login();
        alice.send(alice.message(
                "o-1",
                MIMC_MSG_TYPE.ONLINE_MESSAGE,
                alice.me(),
                bob.identity.account(),
                ByteString.copyFromUtf8("knock")));
        MIMCPacket signal = bob.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE);
        assertThat(signal.getPacketId()).isEqualTo("o-1");
        assertThat(Phone.p2p(signal).getFrom()).isEqualTo(alice.me());
        assertThat(Phone.p2p(signal).getPayload().toStringUtf8()).isEqualTo("knock");
        MIMCOnlineMessageAck answer = MIMCOnlineMessageAck.newBuilder()
                .setPacketId("o-1")
                .setUuid(alice.identity.uuid())
                .setResource(alice.identity.resource())
                .setCode(1)
                .setErrorMsg("RECEIVED")
                .build();
        bob.send(MIMCPacket.newBuilder()
                .setPacketId("o-1")
                .setType(MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK)
                .setPayload(answer.toByteString())
                .build());
        MIMCPacket back = alice.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK);
        assertThat(back.getPacketId()).isEqualTo("o-1");
        assertThat(MIMCOnlineMessageAck.parseFrom(back.getPayload())).isEqualTo(answer);
    }

    @Test
    void anOnlineMessageAnswerDoesNotReachAnotherApp() throws Exception {
        long app = 816;
        neighbours.app(app, 0);
        Phone victim = phone(gateway.identity(neighbours, app, "alice", Instant.now(), Duration.ofDays(1)))
                .login();
        Phone bob = phone(stranger("bob")).login();
        bob.send(MIMCPacket.newBuilder()
                .setPacketId("o-1")
                .setType(MIMC_MSG_TYPE.ONLINE_MESSAGE_ACK)
                .setPayload(MIMCOnlineMessageAck.newBuilder()
                        .setPacketId("o-1")
                        .setUuid(victim.identity.uuid())
                        .setResource("phone")
                        .setCode(1)
                        .build()
                        .toByteString())
                .build());
        // A message to itself takes the same way, later.
        bob.send(bob.message(
                "o-2", MIMC_MSG_TYPE.ONLINE_MESSAGE, bob.me(), bob.identity.account(), ByteString.copyFromUtf8("me")));
        bob.receive(MIMC_MSG_TYPE.ONLINE_MESSAGE);
        victim.ping();
    }

    @Test
    void unlimitedGroupsAreRefusedInTheirOwnWordsAndTheirPingIsAnswered() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        UCGroup group =
                UCGroup.newBuilder().setAppId(Neighbours.APP).setTopicId(4_711).build();
        ByteString join = UCGroupRef.newBuilder().setGroup(group).build().toByteString();
        for (UC_MSG_TYPE type : List.of(UC_MSG_TYPE.UC_JOIN, UC_MSG_TYPE.UC_QUIT)) {
            phone.send(unlimited(phone, "p-" + type, type, join));
            MIMCPacket packet = phone.receive(MIMC_MSG_TYPE.UC_PACKET);
            UCPacket answer = UCPacket.parseFrom(packet.getPayload());
            assertThat(packet.getPacketId()).isEqualTo("p-" + type);
            assertThat(answer.getPacketId()).isEqualTo("uc-p-" + type);
            assertThat(answer.getType().getNumber()).isEqualTo(type.getNumber() + 1);
            assertThat(answer.getUser()).isEqualTo(phone.me());
            UCGroupAnswer refusal = UCGroupAnswer.parseFrom(answer.getPayload());
            assertThat(refusal.getGroup()).isEqualTo(group);
            assertThat(refusal.getCode()).isNotZero();
            assertThat(refusal.getMessage()).isNotEmpty();
        }
        phone.send(unlimited(phone, "p-ping", UC_MSG_TYPE.UC_PING, join));
        UCPacket pong =
                UCPacket.parseFrom(phone.receive(MIMC_MSG_TYPE.UC_PACKET).getPayload());
        assertThat(pong.getType()).isEqualTo(UC_MSG_TYPE.UC_PONG);
        assertThat(pong.hasPayload() && pong.hasUser() && pong.hasPacketId()).isTrue();
        phone.send(unlimited(phone, "p-message", UC_MSG_TYPE.UC_MESSAGE, join));
        assertRefused(phone.packetAck(), "p-message", 404);
    }

    private static MIMCPacket unlimited(Phone phone, String packetId, UC_MSG_TYPE type, ByteString payload) {
        UCPacket packet = UCPacket.newBuilder()
                .setUser(phone.me())
                .setType(type)
                .setPayload(payload)
                .setPacketId("uc-" + packetId)
                .build();
        return MIMCPacket.newBuilder()
                .setPacketId(packetId)
                .setType(MIMC_MSG_TYPE.UC_PACKET)
                .setPayload(packet.toByteString())
                .build();
    }

    @Test
    void aCallIsRefusedPolitely() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        RTSMessage create = RTSMessage.newBuilder()
                .setType(1)
                .setCallId(42)
                .setCallType(1)
                .setUuid(phone.identity.uuid())
                .setResource("phone")
                .setPayload(ByteString.copyFrom(new byte[] {0x08, 1, 0x12, 2, 0x08, 5, 0x12, 2, 0x08, 6}))
                .build();
        phone.send(MIMCPacket.newBuilder()
                .setPacketId("r-1")
                .setType(MIMC_MSG_TYPE.RTS_SIGNAL)
                .setPayload(create.toByteString())
                .build());
        RTSMessage answer =
                RTSMessage.parseFrom(phone.receive(MIMC_MSG_TYPE.RTS_SIGNAL).getPayload());
        assertThat(answer.getType()).isEqualTo(2);
        assertThat(answer.getCallId()).isEqualTo(42);
        byte[] text = "RTS_NOT_SUPPORTED".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        java.io.ByteArrayOutputStream expected = new java.io.ByteArrayOutputStream();
        expected.writeBytes(new byte[] {0x08, 2, 0x12, (byte) text.length});
        expected.writeBytes(text);
        expected.writeBytes(new byte[] {0x22, 2, 0x08, 5, 0x22, 2, 0x08, 6});
        assertThat(answer.getPayload().toByteArray()).isEqualTo(expected.toByteArray());
    }

    // Bad input

    @Test
    void aWrongChecksumClosesTheConnectionAndNoOther() throws Exception {
        Phone other = phone(stranger("bob")).login();
        Phone phone = phone(stranger("alice")).login();
        byte[] frame = frame(phone.header("PING", "p1"));
        frame[frame.length - 1] ^= 1;
        phone.wire.sendRaw(frame);
        phone.wire.awaitClosed();
        other.ping();
    }

    @Test
    void aWrongMagicOrVersionClosesTheConnection() throws Exception {
        for (int at : new int[] {0, 1, 2, 3}) {
            Phone phone = phone(stranger("alice"));
            byte[] frame = frame(phone.header("CONN", "c1"));
            frame[at] ^= 1;
            phone.wire.sendRaw(frame);
            phone.wire.awaitClosed();
        }
    }

    abstract byte[] frame(ClientHeader header);

    @Test
    void payloadsThatDoNotParseCloseTheConnection() throws Exception {
        byte[] garbage = {0x0a, 0x7f, 1};
        Phone conn = phone(stranger("alice"));
        conn.wire.send(conn.header("CONN", "c1"), garbage);
        conn.wire.awaitClosed();
        Phone bind = phone(stranger("alice")).connect();
        bind.wire.send(bind.header("BIND", "b1"), garbage);
        bind.wire.awaitClosed();
        Phone message = phone(stranger("alice")).login();
        message.sendPayload("h1", garbage);
        message.wire.awaitClosed();
    }

    @Test
    void dataBeforeLoginClosesTheConnection() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
        phone.wire.awaitClosed();
    }

    @Test
    void aLoginBeforeConnClosesTheConnection() throws Exception {
        Phone phone = phone(stranger("alice"));
        phone.wire.send(phone.header("BIND", "b1"), new byte[0]);
        phone.wire.awaitClosed();
    }

    @Test
    void illegalResourceNamesAreRefused() throws Exception {
        for (String resource : List.of("", "*", "a\nb", "x".repeat(129))) {
            Phone phone = phone(stranger("alice").resource(resource)).connect();
            XMMsgBindResp refused = phone.bind();
            assertThat(refused.getResult()).isFalse();
            assertThat(refused.getErrorReason()).isEqualTo("invalid-request");
        }
    }

    @Test
    void anUnknownCommandIsIgnored() throws Exception {
        Phone phone = phone(stranger("alice")).login();
        phone.wire.send(phone.header("NOTIFY", "n1"), new byte[0]);
        phone.ping();
    }

    @Test
    void aClientThatNeverReadsStopsOnlyItself() throws Exception {
        Phone other = phone(stranger("bob")).login();
        Phone deaf = phone(stranger("alice")).login();
        deaf.wire.stopReading();
        // The answer to each repeats its id, so that what the client does not take soon fills every buffer on the way.
        String longId = "x".repeat(60_000);
        byte[] message = deaf.message(longId, "bob", ByteString.EMPTY).toByteArray();
        double slowBefore = gateway.closed(CloseReason.SLOW_CLIENT);
        Thread flood = new Thread(() -> {
            try {
                while (true) {
                    deaf.sendPayload("h1", message.clone()); // blocks once the gateway reads no more
                }
            } catch (IOException e) {
                // closed, by the gateway or at the end of the test
            }
        });
        flood.start();
        // It is cut off after the write limit, which the test profile sets to 3 s. Seen from the gateway: the client
        // itself may learn of it much later, because it takes nothing from its socket.
        await().atMost(Duration.ofSeconds(60)).until(() -> gateway.served(deaf.identity) == 0);
        assertThat(gateway.closed(CloseReason.SLOW_CLIENT) - slowBefore).isEqualTo(1);
        other.ping();
        deaf.close();
        await().atMost(Wire.PATIENCE).until(() -> !flood.isAlive());
    }
}
