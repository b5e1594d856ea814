package io.openmimc.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class RemovalTest extends ContactFixture {

    @Test
    void anAccountIsRemovedUntilANewerMessageComes() {
        // Given
        AcceptedMessage older = send(p2p(now - 3_000, bob, alice));
        AcceptedMessage message = send(p2p(now - 2_000, alice, bob));
        AcceptedMessage other = send(p2p(now - 1_000, carol, alice));
        List.of(message, other).forEach(each -> awaitListed(alice, each));
        awaitListed(bob, message);
        // When
        JsonPath answer = removePeer(alice, bob);
        // Then
        assertThat(names(answer)).containsExactly(carol);
        assertThat(names(list(alice))).containsExactly(carol);
        assertThat(names(list(bob))).containsExactly(alice);
        // When what was removed is read again, and what was before it
        send(message);
        send(older);
        AcceptedMessage afterInSamePartition = send(p2p(now, carol, bob));
        AcceptedMessage after = send(p2p(now, carol, alice));
        awaitListed(bob, afterInSamePartition);
        awaitListed(alice, after);
        // Then
        assertThat(names(list(alice))).containsExactly(carol);
        // When
        AcceptedMessage newer = send(p2p(now + 1, bob, alice));
        // Then
        awaitListed(alice, newer);
        assertThat(names(list(alice))).containsExactly(bob, carol);
    }

    @Test
    void aGroupIsRemovedForOneMemberUntilANewerMessageComes() {
        // Given
        long topicId = neighbours.newTopic();
        neighbours.join(APP, topicId, "a group", uuid(alice), 1);
        neighbours.join(APP, topicId, "a group", uuid(bob), 1);
        AcceptedMessage message = send(p2t(now - 2_000, bob, topicId));
        awaitListed(alice, message);
        // When
        JsonPath answer = removeTopic(alice, topicId);
        // Then
        assertThat(names(answer)).isEmpty();
        assertThat(names(list(bob))).containsExactly("a group");
        // When
        send(message);
        send(p2t(now - 3_000, bob, topicId));
        AcceptedMessage newer = send(p2t(now - 1_000, bob, topicId));
        // Then
        awaitListed(alice, newer);
        assertThat(names(list(alice))).containsExactly("a group");
    }

    @Test
    void aMessageInTheSameMillisecondIsNewerAll() {
        // Given
        AcceptedMessage message = send(p2p(now, bob, alice));
        awaitListed(alice, message);
        // When
        removePeer(alice, bob);
        AcceptedMessage next = send(p2p(now, bob, alice));
        // Then
        awaitListed(alice, next);
    }

    @Test
    void removingWhatIsNotThereAnswersTheList() {
        // Given
        awaitListed(alice, send(p2p(now, bob, alice)));
        String stranger = account("stranger");
        uuid(carol);
        long foreign = neighbours.newTopic();
        neighbours.join(AccountServiceStandIn.OTHER_APP, foreign, "theirs", uuid(alice), 1);
        // Then
        assertThat(names(removePeer(alice, stranger))).containsExactly(bob);
        assertThat(accounts.exists(APP, stranger)).isFalse();
        assertThat(names(removePeer(alice, carol))).containsExactly(bob);
        assertThat(names(removeTopic(alice, foreign))).containsExactly(bob);
        assertThat(names(removeTopic(alice, 1))).containsExactly(bob);
    }

    @Test
    void anotherAppsTopicStaysAsItIs() {
        // Given
        long topicId = neighbours.newTopic();
        String theirs = account("theirs");
        neighbours.join(AccountServiceStandIn.OTHER_APP, topicId, "theirs", otherUuid(theirs), 1);
        send(p2t(now, alice, topicId).setAppId(AccountServiceStandIn.OTHER_APP));
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> !namesOfOther(theirs)
                .isEmpty());
        // When
        removeTopic(alice, topicId);
        // Then
        assertThat(namesOfOther(theirs)).containsExactly("theirs");
        assertThat(count("SELECT count(*) FROM hidden_topics WHERE owner = " + uuid(alice)))
                .isZero();
    }

    private long otherUuid(String account) {
        return accounts.uuid(AccountServiceStandIn.OTHER_APP, account);
    }

    private List<String> namesOfOther(String account) {
        return io.restassured.RestAssured.given()
                .header("token", accounts.token(AccountServiceStandIn.OTHER_APP, account))
                .get("/api/contact/")
                .jsonPath()
                .getList("data.name");
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        assertThat(refusal("p2p/session", "x", "y")).isEqualTo("400 member: missing");
        assertThat(refusal("p2p/session", "member", "")).isEqualTo("400 member: missing");
        assertThat(refusal("p2p/session", "member", "a\u0007b")).isEqualTo("400 member: has a control character");
        assertThat(refusal("p2p/session", "member", "x".repeat(129)))
                .isEqualTo("400 member: longer than 128 characters");
        assertThat(refusal("p2t/session", "x", "y")).isEqualTo("400 topicId: missing");
        assertThat(refusal("p2t/session", "topicId", "-1")).isEqualTo("400 topicId: must be a positive 64-bit integer");
        assertThat(refusal("p2t/session", "topicId", "many"))
                .isEqualTo("400 topicId: must be a positive 64-bit integer");
        assertThat(refusal("p2t/session", "topicId", "9223372036854775808"))
                .isEqualTo("400 topicId: must be a positive 64-bit integer");
    }

    private String refusal(String path, String name, String value) {
        var answer = by(alice).queryParam(name, value).delete("/api/contact/" + path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.jsonPath().getInt("code") + " " + answer.jsonPath().getString("message");
    }
}
