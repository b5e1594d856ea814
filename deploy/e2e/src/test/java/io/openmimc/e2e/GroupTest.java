package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.Ack;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.Push;
import io.openmimc.sdk.rest.Topic;
import io.openmimc.sdk.rest.TopicChange;
import io.openmimc.sdk.rest.TopicInfo;
import io.openmimc.sdk.rest.Topics;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the members of a group and their devices notice. */
@ExtendWith(CloudExtension.class)
class GroupTest {
    private final Cloud cloud;
    private final String alice = Cloud.account("alice");
    private final String bob = Cloud.account("bob");
    private final String carol = Cloud.account("carol");
    private final String dave = Cloud.account("dave");
    private final Topics topics;

    GroupTest(Cloud cloud) {
        this.cloud = cloud;
        this.topics = cloud.topics(alice);
    }

    @Test
    void everyDeviceOfEveryMemberGetsAMessageButTheOneThatSentIt() {
        long topic = group(bob, carol);
        try (Device alicePhone = new Device(cloud.tcp(alice, "phone")).login();
                Device aliceWeb = new Device(cloud.webSocket(alice, "browser")).login();
                Device bobPhone = new Device(cloud.tcp(bob, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login();
                Device carolWeb = new Device(cloud.webSocket(carol, "browser")).login()) {
            Ack first =
                    alicePhone.sendToTopic(topic, "大家好 🐼".getBytes(UTF_8), SendOptions.DEFAULT.withBizType("TEXT"));
            for (Device device : List.of(aliceWeb, bobPhone, bobWeb, carolWeb)) {
                Message got = device.awaitTaken(1).get(0);
                assertThat(got.text()).isEqualTo("大家好 🐼");
                assertThat(got.topicId()).isEqualTo(topic);
                assertThat(got.toAccount()).isEmpty();
                assertThat(got.from().account()).isEqualTo(alice);
                assertThat(got.from().resource()).isEqualTo("phone");
                assertThat(got.sequence()).isEqualTo(first.sequence());
                assertThat(got.timestamp()).isEqualTo(first.timestamp());
                assertThat(got.packetId()).isEqualTo(first.packetId());
                assertThat(got.bizType()).isEqualTo("TEXT");
            }
            Ack second = bobWeb.sendToTopic(topic, "over WebSocket");
            assertThat(second.sequence()).isGreaterThan(first.sequence());
            for (Device device : List.of(aliceWeb, bobPhone, carolWeb)) {
                assertThat(device.awaitTaken(2).get(1).sequence()).isEqualTo(second.sequence());
            }
            // Each sender's own message would have come before the other's.
            assertThat(alicePhone.awaitTaken(1).get(0).sequence()).isEqualTo(second.sequence());
            assertThat(bobWeb.awaitTaken(1).get(0).sequence()).isEqualTo(first.sequence());
        }
    }

    @Test
    void bytesTravelUnchangedBetweenTheTransports() {
        byte[] largest = new byte[15_360];
        new Random(1).nextBytes(largest);
        long topic = group(bob);
        try (Device aliceTcp = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            aliceTcp.sendToTopic(topic, largest, SendOptions.DEFAULT);
            assertThat(bobWeb.awaitTaken(1).get(0).payload()).isEqualTo(largest);
            bobWeb.sendToTopic(topic, largest, SendOptions.DEFAULT);
            assertThat(aliceTcp.awaitTaken(1).get(0).payload()).isEqualTo(largest);
            assertThat(Cloud.refusal(aliceTcp.client.sendToTopic(topic, new byte[15_361]))
                            .code())
                    .isEqualTo(413);
        }
    }

    @Test
    void membersThatAreAwayFindTheMessagesInTheirOrder() {
        long topic = group(bob, carol);
        List<String> sent = IntStream.range(0, 60).mapToObj(i -> "m" + i).toList();
        try (Device bobPhone = new Device(cloud.tcp(bob, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login();
                Device carolWeb = new Device(cloud.webSocket(carol, "browser"))) {
            bobPhone.logout();
            try (Device sender = new Device(cloud.tcp(alice, "phone").sendWindow(1)).login()) {
                // Faster than an account may: the client slows down, and nothing is lost.
                Stream.Builder<Ack> acks = Stream.builder();
                sent.stream()
                        .map(text -> sender.client.sendToTopic(topic, text.getBytes(UTF_8)))
                        .toList()
                        .forEach(ack -> acks.add(Cloud.get(ack)));
                assertThat(acks.build().map(Ack::sequence)).isSorted().doesNotHaveDuplicates();
            }
            assertThat(bobWeb.awaitTaken(60)).extracting(Message::text).containsExactlyElementsOf(sent);
            bobPhone.login();
            assertThat(bobPhone.awaitTaken(60)).extracting(Message::text).containsExactlyElementsOf(sent);
            carolWeb.login(); // for the first time in her life
            assertThat(carolWeb.awaitTaken(60)).extracting(Message::text).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void aRetryOverAnotherConnectionIsTheSameMessage() {
        long topic = group(bob);
        SendOptions once = SendOptions.DEFAULT.withPacketId("once-" + alice);
        try (Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            Ack first;
            try (Device before = new Device(cloud.tcp(alice, "phone")).login()) {
                first = before.sendToTopic(topic, "once".getBytes(UTF_8), once);
            }
            try (Device after = new Device(cloud.webSocket(alice, "phone")).login()) {
                assertThat(after.sendToTopic(topic, "once".getBytes(UTF_8), once)
                                .sequence())
                        .isEqualTo(first.sequence());
                after.sendToTopic(topic, "last");
            }
            assertThat(bobWeb.textsUntil("last")).containsExactly("once", "last");
        }
    }

    @Test
    void whoIsNotAMemberIsRefusedAndHeardByNobody() {
        long topic = group(bob);
        try (Device phone = new Device(cloud.tcp(dave, "phone")).login();
                Device browser = new Device(cloud.webSocket(dave, "browser")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            for (Device device : List.of(phone, browser)) {
                assertThat(device.refusalOfTopic(topic)).satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(403);
                    assertThat(refusal.getMessage()).isNotBlank();
                });
                assertThat(device.refusalOfTopic(topic + 1).code()).isEqualTo(404);
                device.send(bob, "still here from " + device.client.resource());
                assertThat(device.client.statistics().logins()).isEqualTo(1);
            }
            assertThat(Cloud.refusal(cloud.topics(dave).get(topic)).code()).isEqualTo(403);
            assertThat(bobWeb.awaitTaken(2)).extracting(Message::topicId).containsOnly(0L);
        }
    }

    @Test
    void whoComesInSpeaksAndIsHeardAndReadsWhatWasSaidBefore() {
        long topic = group(bob);
        try (Device aliceTcp = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login();
                Device daveTcp = new Device(cloud.tcp(dave, "phone")).login()) {
            aliceTcp.sendToTopic(topic, "before dave");
            bobWeb.awaitTaken(1);
            assertThat(daveTcp.refusalOfTopic(topic).code()).isEqualTo(403);
            // When
            Topic after = Cloud.get(cloud.topics(bob).invite(topic, List.of(dave)));
            // Then
            assertThat(after.accounts()).containsExactly(alice, bob, dave);
            daveTcp.sendToTopic(topic, "hello from dave");
            assertThat(bobWeb.textsUntil("hello from dave")).containsExactly("before dave", "hello from dave");
            aliceTcp.sendToTopic(topic, "welcome");
            assertThat(daveTcp.textsUntil("welcome")).containsExactly("welcome");
            await().atMost(Device.PATIENCE).untilAsserted(() -> assertThat(history(dave, topic))
                    .containsExactly("before dave", "hello from dave", "welcome"));
        }
    }

    @Test
    void onlyMembersReadTheHistory() {
        long topic = group(bob);
        try (Device aliceTcp = new Device(cloud.tcp(alice, "phone")).login()) {
            aliceTcp.sendToTopic(topic, "plain");
            aliceTcp.sendToTopic(topic, "secret".getBytes(UTF_8), SendOptions.DEFAULT.withStore(false));
            Ack last = aliceTcp.sendToTopic(topic, "last");
            await().atMost(Device.PATIENCE)
                    .untilAsserted(() -> assertThat(history(bob, topic)).containsExactly("plain", "last"));
            var byTime = cloud.rest().history(cloud.app(), bob).in(topic);
            assertThat(Cloud.get(byTime.byTime(last.timestamp() - 60_000, last.timestamp() + 1))
                            .messages())
                    .hasSize(2)
                    .allSatisfy(message -> {
                        assertThat(message.fromAccount()).isEqualTo(alice);
                        assertThat(message.topicId()).isEqualTo(topic);
                    });
            assertThat(Cloud.get(byTime.byCount(last.timestamp() + 1, 1)).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.sequence()).isEqualTo(last.sequence()));
            var outside = cloud.rest().history(cloud.app(), dave).in(topic);
            assertThat(Cloud.refusal(outside.bySequence(0, last.sequence())).code())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPushIntoAGroupReachesEveryDeviceOfEveryMember() {
        long topic = group(bob);
        long other = group(bob);
        Push push = Push.of(bob, "server", "once".getBytes(UTF_8)).withIdempotencyKey("key-" + bob);
        try (Device aliceTcp = new Device(cloud.tcp(alice, "phone")).login();
                Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            var pushes = cloud.rest().pushes(cloud.app());
            String first = Cloud.get(pushes.toTopic(push, topic));
            assertThat(Cloud.get(pushes.toTopic(push, topic))).isEqualTo(first);
            Push twice = Push.of(bob, "server", "twice".getBytes(UTF_8));
            assertThat(Cloud.get(pushes.toTopic(twice, topic))).isNotEqualTo(Cloud.get(pushes.toTopic(twice, topic)));
            Cloud.get(pushes.toTopic(Push.of(alice, "server", "last".getBytes(UTF_8)), topic));
            for (Device device : List.of(aliceTcp, bobWeb)) {
                assertThat(device.textsUntil("last")).containsExactly("once", "twice", "twice", "last");
            }
            List<String> ids = Cloud.get(
                    pushes.toTopics(Push.of(bob, "server", "to both".getBytes(UTF_8)), List.of(topic, other)));
            assertThat(ids).hasSize(2).doesNotHaveDuplicates();
            assertThat(aliceTcp.awaitTaken(6).subList(4, 6))
                    .extracting(Message::topicId)
                    .containsExactlyInAnyOrder(topic, other);
        }
    }

    @Test
    void aPushInTheNameOfWhoIsNotAMemberIsRefused() {
        long topic = group(bob);
        var pushes = cloud.rest().pushes(cloud.app());
        Push push = Push.of(dave, "server", "refused".getBytes(UTF_8));
        assertThat(Cloud.refusal(pushes.toTopic(push, topic)).code()).isEqualTo(403);
        assertThat(Cloud.refusal(pushes.toTopics(push, List.of(topic))).code()).isEqualTo(403);
        assertThat(Cloud.refusal(pushes.toTopic(push, topic + 1)).code()).isEqualTo(404);
    }

    @Test
    void aGroupOfAnotherAppIsNotThere() {
        var other = cloud.createApp("other");
        long topic = group(bob);
        Topics theirs = cloud.rest().topics(other, alice); // of the same name as the owner
        List.of(
                        theirs.get(topic),
                        theirs.invite(topic, List.of(dave)),
                        theirs.kick(topic, List.of(bob)),
                        theirs.update(topic, TopicChange.NONE.withName("mine")),
                        theirs.quit(topic),
                        theirs.dismiss(topic),
                        cloud.rest().pushes(other).toTopic(Push.of(alice, "server", "refused".getBytes(UTF_8)), topic),
                        cloud.rest().history(other, alice).in(topic).bySequence(0, Long.MAX_VALUE))
                .forEach(call -> assertThat(Cloud.refusal(call).code()).isEqualTo(404));
        assertThat(Cloud.get(theirs.mine())).isEmpty();
        try (Device intruder = new Device(cloud.tcp(other, alice, "phone")).login()) {
            assertThat(intruder.refusalOfTopic(topic).code()).isEqualTo(404);
        }
        assertThat(Cloud.get(topics.get(topic)).accounts()).containsExactly(alice, bob);
    }

    @Test
    void aDismissedGroupIsGone() {
        long topic = group(bob);
        try (Device bobWeb = new Device(cloud.webSocket(bob, "browser")).login()) {
            bobWeb.sendToTopic(topic, "before");
            // When
            Cloud.get(topics.dismiss(topic));
            // Then
            await().atMost(Device.PATIENCE)
                    .until(() -> Cloud.isRefused(bobWeb.client.sendToTopic(topic, new byte[] {1}), 404));
            Push push = Push.of(alice, "server", "refused".getBytes(UTF_8));
            assertThat(Cloud.refusal(cloud.rest().pushes(cloud.app()).toTopic(push, topic))
                            .code())
                    .isEqualTo(404);
            assertThat(Cloud.refusal(topics.get(topic)).code()).isEqualTo(404);
            assertThat(Cloud.refusal(topics.dismiss(topic)).code()).isEqualTo(404);
            assertThat(Cloud.get(cloud.topics(bob).mine())).isEmpty();
        }
    }

    @Test
    void aGroupChangesHands() {
        long topic = group(bob, carol);
        assertThat(Cloud.refusal(topics.quit(topic))).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(500);
            assertThat(refusal.getMessage()).isEqualTo("quit topic fail");
        });
        Topic after =
                Cloud.get(topics.update(topic, TopicChange.NONE.withOwner(carol).withBulletin("Bring water. 🚰")));
        assertThat(after.accounts()).containsExactly(carol, alice, bob);
        Cloud.get(topics.quit(topic));
        assertThat(Cloud.get(cloud.topics(bob).mine()))
                .singleElement()
                .extracting(TopicInfo::ownerAccount, TopicInfo::name, TopicInfo::bulletin)
                .containsExactly(carol, "周末", "Bring water. 🚰");
        assertThat(Cloud.refusal(cloud.topics(bob).kick(topic, List.of(carol))).code())
                .isEqualTo(403);
        assertThat(Cloud.get(cloud.topics(carol).kick(topic, List.of(bob))).accounts())
                .containsExactly(carol);
    }

    private long group(String... others) {
        Topic topic = Cloud.get(topics.create("周末", List.of(others)));
        assertThat(topic.accounts())
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of(alice), Stream.of(others)).toList());
        return topic.id();
    }

    private List<String> history(String account, long topic) {
        return Cloud.get(cloud.rest().history(cloud.app(), account).in(topic).bySequence(0, Long.MAX_VALUE))
                .messages()
                .stream()
                .map(message -> new String(message.payload(), UTF_8))
                .toList();
    }
}
