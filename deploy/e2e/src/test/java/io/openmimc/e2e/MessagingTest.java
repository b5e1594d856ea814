package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.demo.Demo;
import io.openmimc.local.demo.DemoTarget;
import io.openmimc.sdk.Ack;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.Status;
import io.openmimc.sdk.StatusChange;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.HistoryMessage;
import io.openmimc.sdk.rest.Push;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What two people and their devices notice. */
@ExtendWith(CloudExtension.class)
class MessagingTest {
    private final Cloud cloud;
    private final String alice = Cloud.account("alice");
    private final String bob = Cloud.account("bob");
    private final String carol = Cloud.account("carol");

    MessagingTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void theDemoRunsToItsEnd() {
        AppCredentials guests = cloud.createApp("guests");
        cloud.administer("PUT", "/api/admin/apps/" + guests.appId(), "{\"temporaryTtlSeconds\":3}");
        new Demo(
                        new DemoTarget(
                                cloud.api(), cloud.webSocket(), cloud.tcpHost(), cloud.tcpPort(), cloud.app(), guests),
                        System.out)
                .run();
    }

    @Test
    void bytesTravelUnchangedBetweenTheTransports() {
        byte[] largest = new byte[15_360];
        new Random(1).nextBytes(largest);
        try (Device aliceTcp = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            Ack up = aliceTcp.send(bob, largest, SendOptions.DEFAULT.withBizType("FILE"));
            Message got = bobWeb.awaitTaken(1).get(0);
            assertThat(got.payload()).isEqualTo(largest);
            assertThat(got.sequence()).isEqualTo(up.sequence());
            assertThat(got.timestamp()).isEqualTo(up.timestamp());
            assertThat(got.bizType()).isEqualTo("FILE");
            assertThat(got.packetId()).isEqualTo(up.packetId());
            assertThat(got.from().account()).isEqualTo(alice);
            assertThat(got.from().resource()).isEqualTo("phone");
            assertThat(got.toAccount()).isEqualTo(bob);
            Ack back = bobWeb.send(alice, "好 🐼");
            Message answer = aliceTcp.awaitTaken(1).get(0);
            assertThat(answer.text()).isEqualTo("好 🐼");
            assertThat(back.sequence()).as("sent after the other was received").isGreaterThan(up.sequence());
        }
    }

    @Test
    void theAddressLookupLeadsToTheGateway() {
        try (Device device =
                new Device(cloud.client(alice, "phone").resolver(cloud.api().resolve("/gslb/"))).login()) {
            device.send(alice, "to myself");
        }
    }

    @Test
    void aRetryOverAnotherConnectionIsTheSameMessage() {
        SendOptions once = SendOptions.DEFAULT.withPacketId("once-" + alice);
        try (Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            Ack first;
            try (Device before = new Device(cloud.tcp(alice, "phone")).login()) {
                first = before.send(bob, "once".getBytes(UTF_8), once);
            }
            try (Device after = new Device(cloud.webSocket(alice, "phone")).login()) {
                assertThat(after.send(bob, "once".getBytes(UTF_8), once).sequence())
                        .isEqualTo(first.sequence());
                after.send(bob, "last");
            }
            assertThat(bobWeb.textsUntil("last")).containsExactly("once", "last");
        }
    }

    @Test
    void singleLoginThrowsTheOlderOneOut() {
        List<StatusChange> changes = new CopyOnWriteArrayList<>();
        try (Device older = new Device(cloud.tcp(alice, "phone"))) {
            older.client.onStatus(changes::add);
            older.login();
            try (Device newer = new Device(cloud.webSocket(alice, "phone").singleLogin(true)).login()) {
                await().atMost(Device.PATIENCE)
                        .until(() -> changes.contains(new StatusChange(Status.LOGGED_OUT, "single-resource-kick")));
                newer.send(bob, "still here");
            }
        }
    }

    @Test
    void ofTwoLoginsOfOneResourceOnlyTheNewerIsServed() {
        try (Device older = new Device(cloud.tcp(alice, "phone")).login();
                Device newer = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            bobWeb.send(alice, "for the newer one");
            newer.awaitTaken(1);
            // The older one is told nothing: what it sends is still taken, and it gets nothing.
            older.send(bob, "from the older one");
            bobWeb.awaitTaken(1);
            assertThat(older.taken()).isEmpty();
            assertThat(older.client.status()).isEqualTo(Status.ONLINE);
        }
    }

    @Test
    void everyDeviceOfBothSidesGetsAMessageButTheOneThatSentIt() {
        try (Device phone = new Device(cloud.tcp(alice, "phone")).login();
                Device laptop = new Device(cloud.webSocket(alice, "laptop")).login();
                Device bobPhone = new Device(cloud.tcp(bob, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            Ack ack = phone.send(bob, "to all");
            assertThat(bobPhone.awaitTaken(1).get(0).sequence()).isEqualTo(ack.sequence());
            assertThat(bobWeb.awaitTaken(1).get(0).sequence()).isEqualTo(ack.sequence());
            Message copy = laptop.awaitTaken(1).get(0);
            assertThat(copy.sequence()).isEqualTo(ack.sequence());
            assertThat(copy.from().account()).isEqualTo(alice);
            assertThat(copy.toAccount()).isEqualTo(bob);
            bobWeb.send(alice, "last");
            assertThat(phone.textsUntil("last")).containsExactly("last");
        }
    }

    @Test
    void theFirstLoginOfANewAccountFindsWhatWasSentBefore() {
        try (Device phone = new Device(cloud.tcp(alice, "phone")).login()) {
            phone.send(bob, "welcome");
        }
        try (Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            assertThat(bobWeb.textsUntil("welcome")).containsExactly("welcome");
        }
    }

    @Test
    void aBacklogOf300MessagesComesInOrderAndOnce() {
        try (Device carolPhone = new Device(cloud.tcp(carol, "phone")).login();
                Device carolWeb = new Device(cloud.webSocket(carol, "browser")).login()) {
            carolPhone.logout();
            carolWeb.logout();
            List<String> sent = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
            try (Device sender = new Device(cloud.tcp(alice, "phone").sendWindow(1)).login()) {
                List<CompletableFuture<Ack>> acks = new ArrayList<>();
                sent.forEach(text ->
                        acks.add(sender.client.send(carol, text.getBytes(UTF_8)).toCompletableFuture()));
                // Faster than an account may: the client slows down, and nothing is lost.
                assertThat(CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)))
                        .succeedsWithin(Device.PATIENCE.multipliedBy(2));
            }
            carolPhone.login();
            carolWeb.login();
            assertThat(carolPhone.awaitTaken(300)).extracting(Message::text).containsExactlyElementsOf(sent);
            assertThat(carolWeb.awaitTaken(300)).extracting(Message::text).containsExactlyElementsOf(sent);
            assertThat(carolPhone.taken())
                    .extracting(Message::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndTheConnectionStays() {
        try (Device phone = new Device(cloud.tcp(alice, "phone")).login()) {
            assertThat(phone.client.send(bob, new byte[15_361]).toCompletableFuture())
                    .failsWithin(Device.PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .satisfies(e -> assertThat(((MimcException) e).code()).isEqualTo(413));
            phone.send(bob, "still here");
            assertThat(phone.client.statistics().logins()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotToBeStoredIsDeliveredButNotInTheHistory() {
        try (Device phone = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            phone.send(bob, "secret".getBytes(UTF_8), SendOptions.DEFAULT.withStore(false));
            Ack last = phone.send(bob, "plain");
            assertThat(bobWeb.textsUntil("plain")).containsExactly("secret", "plain");
            await().atMost(Device.PATIENCE).untilAsserted(() -> assertThat(history(alice, bob, last.sequence() + 1))
                    .extracting(message -> new String(message.payload(), UTF_8))
                    .containsExactly("plain"));
        }
    }

    @Test
    void aPushUnderOneIdempotencyKeyIsSentOnce() {
        Push push = Push.of(alice, "server", "once".getBytes(UTF_8)).withIdempotencyKey("key-" + alice);
        try (Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            String first = push(cloud.app(), push);
            assertThat(push(cloud.app(), push)).isEqualTo(first);
            push(cloud.app(), Push.of(alice, "server", "last".getBytes(UTF_8)));
            assertThat(bobWeb.textsUntil("last")).containsExactly("once", "last");
        }
    }

    @Test
    void theSameAccountNameInAnotherAppIsSomebodyElse() {
        AppCredentials other = cloud.createApp("other");
        try (Device here = new Device(cloud.tcp(bob, "phone")).login();
                Device there = new Device(cloud.tcp(other, bob, "phone")).login()) {
            push(other, Push.of(alice, "server", "there".getBytes(UTF_8)));
            push(cloud.app(), Push.of(alice, "server", "here".getBytes(UTF_8)));
            assertThat(there.textsUntil("there")).containsExactly("there");
            assertThat(here.textsUntil("here")).containsExactly("here");
        }
    }

    @Test
    void aTokenOfAnotherAppOpensNoSession() {
        AppCredentials other = cloud.createApp("other");
        LoginToken theirs = Cloud.get(cloud.rest().token(other, alice));
        LoginToken ours = Cloud.get(cloud.rest().token(cloud.app(), alice));
        LoginToken forged = new LoginToken(
                ours.appId(),
                ours.appPackage(),
                alice,
                ours.uuid(),
                theirs.securityKey(),
                theirs.token(),
                ours.frontEnd(),
                ours.relay());
        try (Device device =
                new Device(cloud.tcp(alice, "phone").tokenSupplier(() -> CompletableFuture.completedFuture(forged)))) {
            assertThat(device.client.login().toCompletableFuture())
                    .failsWithin(Device.PATIENCE.multipliedBy(2))
                    .withThrowableThat()
                    .havingCause()
                    .withMessageStartingWith("login refused: token-expired invalid-token");
        }
    }

    private String push(AppCredentials app, Push push) {
        return Cloud.get(cloud.rest().pushes(app).toAccount(push, bob));
    }

    private List<HistoryMessage> history(String account, String peer, long stop) {
        LoginToken token = Cloud.get(cloud.rest().token(cloud.app(), account));
        return Cloud.get(cloud.rest().history(token).with(peer).bySequence(0, stop))
                .messages();
    }
}
