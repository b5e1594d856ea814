package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketList;
import io.openmimc.proto.wire.MIMCUser;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What both transports promise about messages to a device. docs/wire-protocol.md 7.2, 15.4. */
interface DeliveryContract extends Fixture {
    @Test
    default void storedMessagesComeAfterTheLoginInOneCompoundAndNeverAgainOnceAcknowledged() throws Exception {
        Identity alice = stranger("alice");
        Identity bob = stranger("bob");
        for (int i = 0; i < 3; i++) {
            neighbours().history().store(bob.uuid(), Gateway.message(alice, bob, "x-" + i, "stored " + i));
        }
        Phone phone = phone(bob).login();
        MIMCPacketList list = phone.compound();
        assertThat(list.getUuid()).isEqualTo(bob.uuid());
        assertThat(list.getResource()).isEqualTo("phone");
        assertThat(list.getStatus()).isEqualTo(MIMCPacketList.Status.STATUS_NORMAL);
        assertThat(list.getPacketsList()).extracting(MIMCPacket::getPacketId).containsExactly("x-0", "x-1", "x-2");
        MIMCPacket packet = list.getPackets(0);
        assertThat(packet.getPackage()).isEqualTo(AccountService.PACKAGE);
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
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() ->
                        assertThat(neighbours().history().pulls(bob.uuid())).hasSize(2));
        phone.close();
        Phone again = phone(bob).login();
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() ->
                        assertThat(neighbours().history().pulls(bob.uuid())).hasSize(3));
        again.ping();
    }

    @Test
    default void aLongBacklogComesInPagesOfFifty() throws Exception {
        Identity alice = stranger("alice");
        Identity bob = stranger("bob");
        for (int i = 0; i < 120; i++) {
            neighbours().history().store(bob.uuid(), Gateway.message(alice, bob, "x-" + i, "stored " + i));
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
    default void aLiveMessageIsTakenWhenItsCompoundIsAcknowledged() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        CompletableFuture<DeliverResponse> delivery = deliver(bob, "live");
        MIMCPacketList list = phone.compound();
        assertThat(Phone.p2p(list.getPackets(0)).getPayload().toStringUtf8()).isEqualTo("live");
        assertThat(delivery).isNotDone();
        phone.acknowledge(list.getMaxSequence());
        assertThat(delivery.get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS).getTakenList())
                .containsExactly(0);
    }

    @Test
    default void aMessageSentAfterAnotherWasReceivedHasTheLargerSequence() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        AcceptedMessage ahead = Gateway.message(stranger("alice"), bob, "x-1", "from a clock that is ahead").toBuilder()
                .setSequence(Sequence.of(System.currentTimeMillis() + 3_000, 5, 5))
                .build();
        dispatcher().deliver(ahead, TestDispatcher.reference(bob, gateway().login(bob)));
        phone.acknowledge(phone.compound().getMaxSequence());
        phone.send(phone.message("p-1", "alice", ByteString.copyFromUtf8("an answer")));
        assertThat(phone.packetAck().getSequence()).isGreaterThan(ahead.getSequence());
    }

    @Test
    default void aDeviceThatDoesNotAcknowledgeHasNotTakenTheMessage() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        CompletableFuture<DeliverResponse> delivery = deliver(bob, "unheard");
        phone.compound();
        assertThat(delivery.get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS).getNotTakenList())
                .containsExactly(0);
        phone.ping();
    }

    @Test
    default void moreDeliveriesThanMayBeOpenAtOnceAreAllAnsweredInTheEnd() throws Exception {
        Identity bob = stranger("bob");
        phone(bob).login();
        TestDispatcher dispatcher = dispatcher();
        var reference = TestDispatcher.reference(bob, gateway().login(bob));
        List<CompletableFuture<DeliverResponse>> deliveries = new ArrayList<>();
        for (int i = 0; i < 180; i++) { // 50 in the tests, and no more than a session keeps
            deliveries.add(dispatcher.deliver(Gateway.message(stranger("alice"), bob, "x-" + i, "unheard"), reference));
        }
        for (CompletableFuture<DeliverResponse> delivery : deliveries) {
            assertThat(delivery.get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS).getNotTakenList())
                    .containsExactly(0);
        }
    }

    @Test
    default void aSessionThatIsGoneHasNotTakenTheMessageAndTheRegistryIsCorrected() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        Login login = gateway().login(bob);
        Login stale = new Login(login.gateway(), login.address(), login.session() + 1, login.loginMs());
        DeliverResponse answer = dispatcher()
                .deliver(Gateway.message(bob, bob, "x-1", "late"), TestDispatcher.reference(bob, stale))
                .get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.getNotTakenList()).containsExactly(0);
        phone.ping();
    }

    @Test
    default void everyPullSaysWhenTheLoginWasThatAsks() throws Exception {
        Identity bob = stranger("bob");
        neighbours().history().store(bob.uuid(), Gateway.message(stranger("alice"), bob, "x-1", "stored"));
        Phone phone = phone(bob).login();
        phone.acknowledge(phone.compound().getMaxSequence());
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() ->
                        assertThat(neighbours().history().pulls(bob.uuid())).hasSize(2));
        assertThat(neighbours().history().pulls(bob.uuid()))
                .extracting(PullRequest::getLoginMs)
                .containsOnly(gateway().login(bob).loginMs());
    }

    @Test
    default void aWakeUpMakesTheSessionPull() throws Exception {
        Identity bob = stranger("bob");
        Phone phone = phone(bob).login();
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() ->
                        assertThat(neighbours().history().pulls(bob.uuid())).hasSize(1));
        phone.ping();
        neighbours().history().store(bob.uuid(), Gateway.message(stranger("alice"), bob, "x-1", "while nobody looked"));
        dispatcher().wake(TestDispatcher.reference(bob, gateway().login(bob)));
        assertThat(phone.compound().getPackets(0).getPacketId()).isEqualTo("x-1");
    }

    @Test
    default void aPullSendsAgainWhatTheApplicationRefused() throws Exception {
        Identity bob = stranger("bob");
        neighbours().history().store(bob.uuid(), Gateway.message(stranger("alice"), bob, "x-1", "refused first"));
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
}
