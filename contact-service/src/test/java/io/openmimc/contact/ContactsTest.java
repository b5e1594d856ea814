package io.openmimc.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.inbox.UnreadResponse;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class ContactsTest extends ContactFixture {
    @Inject
    MeterRegistry meters;

    private long topic(String name, String... members) {
        long topicId = neighbours.newTopic();
        for (String member : members) {
            neighbours.join(APP, topicId, name, uuid(member), 1);
        }
        return topicId;
    }

    private static String base64(AcceptedMessage message) {
        return Base64.getEncoder().encodeToString(message.getPayload().toByteArray());
    }

    @Test
    void bothSidesSeeTheLastMessageOfTheOther() {
        // When
        send(p2p(now - 2_000, alice, bob));
        AcceptedMessage last = send(p2p(now - 1_000, alice, bob));
        // Then
        awaitListed(alice, last);
        awaitListed(bob, last);
        Map<String, Object> message = Map.of(
                "fromUuid", Long.toString(uuid(alice)),
                "fromAccount", alice,
                "payload", base64(last),
                "sequence", sequence(last));
        assertThat(list(alice).<Map<String, Object>>getList("data"))
                .containsExactly(Map.of(
                        "userType",
                        "USER",
                        "id",
                        Long.toString(uuid(bob)),
                        "name",
                        bob,
                        "timestamp",
                        Long.toString(now - 1_000),
                        "lastMessage",
                        message,
                        "unread",
                        0));
        assertThat(list(bob).<Map<String, Object>>getList("data"))
                .containsExactly(Map.of(
                        "userType",
                        "USER",
                        "id",
                        Long.toString(uuid(alice)),
                        "name",
                        alice,
                        "timestamp",
                        Long.toString(now - 1_000),
                        "lastMessage",
                        message,
                        "unread",
                        0));
    }

    @Test
    void aGroupIsShownToItsMembersWithItsNameOfNowAndOneRowForAll() {
        // Given
        long topicId = topic("周末爬山", alice, bob, carol);
        // When
        AcceptedMessage last = send(p2t(now - 1_000, alice, topicId));
        // Then
        for (String member : List.of(alice, bob, carol)) {
            awaitListed(member, last);
            assertThat(list(member).<Map<String, Object>>getList("data"))
                    .containsExactly(Map.of(
                            "userType",
                            "TOPIC",
                            "id",
                            Long.toString(topicId),
                            "name",
                            "周末爬山",
                            "timestamp",
                            Long.toString(now - 1_000),
                            "lastMessage",
                            Map.of(
                                    "fromUuid", Long.toString(uuid(alice)),
                                    "fromAccount", alice,
                                    "payload", base64(last),
                                    "sequence", sequence(last)),
                            "unread",
                            0));
        }
        assertThat(count("SELECT count(*) FROM peers WHERE owner = " + uuid(alice)))
                .isZero();
        assertThat(count("SELECT count(*) FROM topics WHERE app = " + APP + " AND topic = " + topicId))
                .isOne();
        // When it is renamed
        neighbours.join(APP, topicId, "Sunday", uuid(bob), 1);
        // Then
        assertThat(names(list(bob))).containsExactly("Sunday");
    }

    @Test
    void aMessageToFiveHundredCostsOneRow() {
        // Given
        List<String> members =
                IntStream.range(0, 500).mapToObj(i -> account("member")).toList();
        long topicId = topic("a large group", members.toArray(new String[0]));
        double before = rowsWritten();
        // When
        AcceptedMessage first = send(p2t(now - 1_000, members.get(0), topicId));
        awaitListed(members.get(499), first);
        AcceptedMessage second = send(p2t(now, members.get(1), topicId));
        awaitListed(members.get(250), second);
        // Then
        assertThat(rowsWritten() - before).isEqualTo(2);
    }

    private double rowsWritten() {
        return meters.find("contact.rows").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void aGroupThatWasLeftIsNotShown() {
        // Given
        long topicId = topic("a group", alice, bob);
        awaitListed(bob, send(p2t(now, alice, topicId)));
        // When
        neighbours.leave(APP, topicId, uuid(bob));
        // Then
        assertThat(names(list(bob))).isEmpty();
        assertThat(names(list(alice))).containsExactly("a group");
    }

    @Test
    void theNewestComesFirst() {
        // Given
        long topicId = topic("a group", alice);
        String dave = account("dave");
        // When
        AcceptedMessage oldest = send(p2p(now - 3_000, alice, bob));
        AcceptedMessage middle = send(p2t(now - 2_000, carol, topicId));
        AcceptedMessage sameTime = send(p2p(now - 1_000, carol, alice));
        AcceptedMessage newest = send(p2p(now - 1_000, dave, alice));
        List.of(oldest, middle, sameTime, newest).forEach(message -> awaitListed(alice, message));
        // Then
        assertThat(sequences(list(alice)))
                .containsExactly(sequence(newest), sequence(sameTime), sequence(middle), sequence(oldest));
    }

    @Test
    void anOlderMessageThatComesLaterChangesNothing() {
        // Given
        long topicId = topic("a group", alice, bob);
        AcceptedMessage last = send(p2p(now - 1_000, alice, bob));
        AcceptedMessage lastOfTopic = send(p2t(now - 1_000, alice, topicId));
        awaitListed(bob, last);
        awaitListed(bob, lastOfTopic);
        // When
        send(p2p(now - 2_000, alice, bob));
        send(p2t(now - 2_000, alice, topicId));
        AcceptedMessage after = send(p2p(now, carol, bob)); // of the same partition as the first
        AcceptedMessage afterInTopic = send(p2t(now - 500, bob, topicId).setSequence(lastOfTopic.getSequence() + 1));
        // Then
        awaitListed(bob, after);
        awaitListed(bob, afterInTopic);
        assertThat(sequences(list(bob)))
                .containsExactlyInAnyOrder(sequence(after), sequence(last), sequence(afterInTopic));
        assertThat(sequences(list(alice))).containsExactlyInAnyOrder(sequence(last), sequence(afterInTopic));
    }

    @Test
    void aReplayedMessageChangesNothing() {
        // Given
        AcceptedMessage first = send(p2p(now - 2_000, alice, bob));
        AcceptedMessage last = send(p2p(now - 1_000, bob, alice));
        awaitListed(bob, last);
        awaitListed(alice, last);
        // When
        send(first);
        send(last);
        AcceptedMessage after = send(p2p(now, carol, bob));
        AcceptedMessage afterToo = send(p2p(now, carol, alice));
        // Then
        awaitListed(bob, after);
        awaitListed(alice, afterToo);
        assertThat(sequences(list(bob))).containsExactly(sequence(after), sequence(last));
        assertThat(sequences(list(alice))).containsExactly(sequence(afterToo), sequence(last));
    }

    @Test
    void messagesThatAreNotToBeStoredAreNotListed() {
        // When
        send(p2p(now - 2_000, alice, bob).setIsStore(false));
        AcceptedMessage after = send(p2p(now - 1_000, carol, bob));
        // Then
        awaitListed(bob, after);
        assertThat(names(list(bob))).containsExactly(carol);
        assertThat(names(list(alice))).isEmpty();
    }

    @Test
    void whatIsThirtyDaysOldIsNotListed() {
        // Given
        long month = Duration.ofDays(30).toMillis();
        // When
        send(p2p(now - month - 1_000, alice, bob));
        AcceptedMessage almost = send(p2p(now - month + 60_000, carol, bob));
        // Then
        awaitListed(bob, almost);
        assertThat(names(list(bob))).containsExactly(carol);
        assertThat(count("SELECT CAST(ttl(sequence) AS bigint) FROM peers WHERE owner = " + uuid(bob) + " AND peer = "
                        + uuid(carol)))
                .isLessThanOrEqualTo(60);
    }

    @Test
    void aNoteToOneselfIsShownOnce() {
        // When
        AcceptedMessage note = send(p2p(now, alice, alice));
        // Then
        awaitListed(alice, note);
        assertThat(names(list(alice))).containsExactly(alice);
        assertThat(first(list(alice))).containsEntry("id", Long.toString(uuid(alice)));
    }

    @Test
    void anAccountThatWasDeletedIsNotShownAndLeavesNothing() {
        // Given
        long topicId = topic("a group", bob);
        AcceptedMessage message = send(p2p(now - 1_000, bob, alice));
        AcceptedMessage toCarol = send(p2p(now - 1_000, carol, alice));
        AcceptedMessage ofTopic = send(p2t(now - 1_000, alice, topicId));
        List.of(message, toCarol).forEach(each -> awaitListed(alice, each));
        awaitListed(bob, ofTopic);
        removeTopic(bob, topicId);
        long gone = uuid(bob);
        // When
        delete(bob);
        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(names(list(alice))).containsExactly(carol));
        await().atMost(PATIENCE)
                .until(() -> count("SELECT count(*) FROM peers WHERE owner = " + gone) == 0
                        && count("SELECT count(*) FROM hidden_topics WHERE owner = " + gone) == 0);
        // When a message that was under way comes after all
        send(message);
        awaitListed(alice, send(p2p(now, carol, alice)));
        // Then
        assertThat(count("SELECT count(*) FROM peers WHERE owner = " + gone)).isZero();
        assertThat(names(list(alice))).containsExactly(carol);
        // When the name is used again
        assertThat(uuid(bob)).isNotEqualTo(gone);
        // Then
        assertThat(names(list(bob))).isEmpty();
    }

    @Test
    void whatWasSaidBeforeJoiningIsNotShownWhereTheAppWantsItSo() {
        // Given
        long app = accounts.newAppId();
        accounts.app(AccountServiceStandIn.settings(app)
                .setTopicHistoryFromJoining(true)
                .build());
        long topicId = neighbours.newTopic();
        neighbours.join(app, topicId, "discreet", accounts.uuid(app, "early"), now - 5_000);
        neighbours.join(app, topicId, "discreet", accounts.uuid(app, "late"), now - 1_000);
        // When
        send(p2t(now - 3_000, alice, topicId).setAppId(app));
        // Then
        await().atMost(PATIENCE).until(() -> namesOf(app, "early").contains("discreet"));
        assertThat(namesOf(app, "late")).isEmpty();
        // When
        send(p2t(now - 500, alice, topicId).setAppId(app));
        // Then
        await().atMost(PATIENCE).until(() -> namesOf(app, "late").contains("discreet"));
    }

    private List<String> namesOf(long app, String account) {
        return io.restassured.RestAssured.given()
                .header("token", accounts.token(app, account))
                .get("/api/contact/")
                .jsonPath()
                .getList("data.name");
    }

    @Test
    void unreadIsWhatWaitsInTheInbox() {
        // Given
        long topicId = topic("a group", bob);
        awaitListed(bob, send(p2p(now - 3_000, alice, bob)));
        awaitListed(bob, send(p2p(now - 2_000, carol, bob)));
        awaitListed(bob, send(p2t(now - 1_000, alice, topicId)));
        // When
        neighbours.unread(
                uuid(bob),
                UnreadResponse.newBuilder()
                        .addConversations(Neighbours.waiting(Kind.P2P, uuid(alice), 7))
                        .addConversations(Neighbours.waiting(Kind.P2T, topicId, 3))
                        .build());
        // Then
        assertThat(list(bob).<Integer>getList("data.unread")).containsExactly(3, 0, 7);
        assertThat(first(list(bob))).doesNotContainKey("unreadMore");
        // When
        neighbours.unread(uuid(bob), UnreadResponse.newBuilder().setMore(true).build());
        // Then
        assertThat(list(bob).<Boolean>getList("data.unreadMore")).containsExactly(true, true, true);
    }

    @Test
    void withoutHistoryServiceTheListHasNoNumbers() {
        // Given
        awaitListed(bob, send(p2p(now, alice, bob)));
        neighbours.closeHistoryService();
        try {
            // Then
            assertThat(names(list(bob))).containsExactly(alice);
            assertThat(first(list(bob))).doesNotContainKeys("unread", "unreadMore");
        } finally {
            neighbours.openHistoryService();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(first(list(bob))).containsEntry("unread", 0));
    }

    @Test
    void withoutTopicServiceThereIsNoList() {
        // Given
        awaitListed(bob, send(p2p(now, alice, bob)));
        neighbours.closeTopicService();
        try {
            // Then
            var answer = by(bob).get("/api/contact/");
            assertThat(answer.jsonPath().getInt("code")).isEqualTo(503);
            assertThat(answer.jsonPath().getString("message")).contains("topic-service");
        } finally {
            neighbours.openTopicService();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(names(list(bob))).containsExactly(alice));
    }

    @Test
    void withoutAccountServiceWhoIsNotKnownIsShown() {
        // Given
        awaitListed(alice, send(p2p(now - 1_000, alice, bob)));
        AcceptedMessage later = p2p(now, carol, alice).build();
        accounts.close();
        try {
            // When
            send(later);
            // Then
            awaitListed(alice, later);
            assertThat(names(list(alice))).containsExactly(carol, bob);
        } finally {
            accounts.open();
        }
    }

    @Test
    void recordsThatCannotBeReadGoToTheDeadLetters() {
        // When
        try (DeadLetters dead = new DeadLetters(kafka)) {
            sendRaw(Topics.MESSAGES, uuid(bob), new byte[] {1, 2, 3});
            AcceptedMessage after = send(p2p(now, alice, bob));
            // Then
            awaitListed(bob, after);
            await().atMost(PATIENCE).until(() -> dead.reasons("contact").size() == 1);
            assertThat(dead.reasons("contact").get(0)).contains("not an AcceptedMessage");
        }
    }

    @Test
    void eventsOfAccountsThatCannotBeReadHoldUpNoOther() {
        // Given
        awaitListed(bob, send(p2p(now, alice, bob)));
        long gone = uuid(bob);
        // When
        sendRaw(Topics.ACCOUNTS, gone, new byte[] {1, 2, 3});
        delete(bob);
        // Then
        await().atMost(PATIENCE).until(() -> count("SELECT count(*) FROM peers WHERE owner = " + gone) == 0);
    }

    @Test
    void timesAndIdsAreStrings() {
        // When
        AcceptedMessage message = send(p2p(now, alice, bob));
        awaitListed(bob, message);
        // Then
        assertThat(by(bob).get("/api/contact").asString())
                .contains("\"timestamp\":\"" + Sequence.timestampMs(message.getSequence()) + "\"")
                .contains("\"sequence\":\"" + message.getSequence() + "\"")
                .contains("\"id\":\"" + uuid(alice) + "\"");
    }
}
