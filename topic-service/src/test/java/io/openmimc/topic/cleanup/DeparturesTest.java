package io.openmimc.topic.cleanup;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.proto.events.TopicChanged.Change;
import io.openmimc.topic.Api;
import io.openmimc.topic.PublishedEvents;
import io.openmimc.topic.TopicFixture;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the groups of accounts that are gone. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class DeparturesTest extends TopicFixture {
    private static final Duration PATIENCE = ofSeconds(30);

    @Inject
    KafkaConfig config;

    @Inject
    AgroalDataSource database;

    @AfterEach
    void accountServiceAnswersAtOnce() {
        accounts.resolveAtOnce();
    }

    private long guest(String account) {
        return accounts.temporaryUuid(api.appId(), account, Duration.ofHours(1));
    }

    /** Its time is up: account-service knows it no more, and says so. */
    private long expire(String account) {
        long uuid = accounts.uuid(api.appId(), account);
        accounts.delete(api.appId(), account);
        AccountChanged event = AccountChanged.newBuilder()
                .setAppId(api.appId())
                .setAccount(AccountRef.newBuilder().setUuid(uuid).setAccount(account))
                .setChange(AccountChanged.Change.DELETED)
                .build();
        try (Producer<byte[], byte[]> producer =
                ProducerSettings.background("test").open(config)) {
            producer.send(new ProducerRecord<>(Topics.ACCOUNTS, Topics.key(uuid), event.toByteArray()));
        }
        return uuid;
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private boolean remembered(long uuid) throws SQLException {
        return number("SELECT count(*) FROM topic.deleted_accounts WHERE uuid = " + uuid) == 1;
    }

    private void awaitFirstLook(long uuid) {
        await().atMost(PATIENCE)
                .until(() ->
                        number("SELECT count(*) FROM topic.deleted_accounts WHERE looked_at_once AND uuid = " + uuid)
                                == 1);
    }

    private List<TopicChanged> awaitEvents(String topicId, Change... changes) {
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.of(topicId))
                    .extracting(TopicChanged::getChange)
                    .containsExactly(changes));
            List<TopicChanged> all = events.of(topicId);
            assertThat(all)
                    .extracting(TopicChanged::getVersion)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, changes.length)
                            .mapToObj(Long::valueOf)
                            .toList());
            return all;
        }
    }

    @Test
    void aMemberThatIsGoneLeavesEveryGroup() {
        // Given
        long guest = guest("guest");
        String first = api.created("alice", "First", "guest,bob");
        String second = api.created("bob", "Second", "guest");
        // When
        expire("guest");
        // Then
        List<TopicChanged> events = awaitEvents(first, Change.CREATED, Change.LEFT);
        assertThat(events.get(1).getAccountsList())
                .containsExactly(AccountRef.newBuilder()
                        .setUuid(guest)
                        .setAccount("guest")
                        .build());
        awaitEvents(second, Change.CREATED, Change.LEFT);
        assertThat(api.show("alice", first).good().members()).containsExactly("alice", "bob");
        assertThat(api.show("bob", second).good().members()).containsExactly("bob");
    }

    @Test
    void aGroupOfItsOwnPassesToWhoHasBeenInLongest() {
        // Given
        guest("guest");
        String topicId = api.created("alice", "Friends", "guest");
        api.invite("alice", topicId, "zoe").good();
        api.invite("alice", topicId, "bob").good();
        api.update("alice", topicId, Map.of("ownerAccount", "guest")).good();
        api.quit("alice", topicId).good();
        // When
        expire("guest");
        // Then
        List<TopicChanged> events = awaitEvents(
                topicId, Change.CREATED, Change.JOINED, Change.JOINED, Change.UPDATED, Change.LEFT, Change.LEFT);
        assertThat(events.get(5).getOwner().getAccount()).isEqualTo("zoe");
        assertThat(api.show("bob", topicId).good().members()).containsExactly("zoe", "bob");
        api.update("zoe", topicId, Map.of("topicName", "Mine now")).good();
    }

    @Test
    void aGroupIsDismissedWhenTheLastIsGone() {
        // Given
        guest("first");
        guest("second");
        String topicId = api.created("alice", "Guests", "first,second");
        api.update("alice", topicId, Map.of("ownerAccount", "first")).good();
        api.quit("alice", topicId).good();
        // When
        expire("first");
        awaitEvents(topicId, Change.CREATED, Change.UPDATED, Change.LEFT, Change.LEFT);
        expire("second");
        // Then
        awaitEvents(topicId, Change.CREATED, Change.UPDATED, Change.LEFT, Change.LEFT, Change.DISMISSED);
        assertThat(api.show("alice", topicId).code()).isEqualTo(404);
    }

    @Test
    void theSameNameLaterIsInNoneOfTheGroups() {
        // Given
        guest("guest");
        String topicId = api.created("alice", "Friends", "guest");
        // When
        expire("guest");
        guest("guest");
        // Then
        awaitEvents(topicId, Change.CREATED, Change.LEFT);
        var answer = Api.send(Api.credentials("guest"), "GET", "/api/topic/" + api.appId() + "/account", null);
        assertThat(answer.join().good().json().getList("data")).isEmpty();
    }

    @Test
    void aTemporaryAccountCreatesNoGroupHoweverItSaysWhoItIs() {
        // Given
        guest("guest");
        // When
        Api.Answer withToken = api.create("guest", "Mine", "bob");
        Api.Answer byServer = Api.send(
                        Api.credentials("guest"),
                        "POST",
                        "/api/topic/" + api.appId(),
                        "{\"topicName\":\"Mine\",\"accounts\":\"bob\"}")
                .join();
        // Then
        assertRefused(withToken, 403, "a temporary account cannot create a group");
        assertRefused(byServer, 403, "a temporary account cannot create a group");
        assertThat(accounts.exists(api.appId(), "bob")).isFalse();
    }

    @Test
    void aTemporaryMemberMayDoWhatMembersMay() {
        // Given
        guest("guest");
        String topicId = api.created("alice", "Friends", "guest");
        // When
        Api.Answer invited = api.invite("guest", topicId, "bob");
        // Then
        assertThat(invited.good().members()).containsExactly("alice", "guest", "bob");
        api.quit("guest", topicId).good();
    }

    @Test
    void theTokenOfAnAccountThatIsGoneIsRefused() {
        // Given
        guest("guest");
        String topicId = api.created("alice", "Friends", "guest");
        api.show("guest", topicId).good();
        // When
        expire("guest");
        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertRefused(api.show("guest", topicId), 401, "token: its account was temporary and is gone"));
    }

    @Test
    void whoGoesWhileAnInvitationLooksItUpIsNotAddedAndNobodyElse() throws Exception {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        CompletableFuture<Long> expired = new CompletableFuture<>();
        accounts.temporaryUuid(api.appId(), "guest", Duration.ofMillis(1));
        accounts.afterResolving(request -> {
            if (request.getAccountsList().contains("guest") && !expired.isDone()) {
                long uuid = expire("guest");
                await().atMost(PATIENCE).until(() -> remembered(uuid));
                expired.complete(uuid);
            }
        });
        // When
        Api.Answer answer = api.invite("bob", topicId, "guest,carol");
        // Then
        assertThat(expired).isDone();
        assertRefused(answer, 503, "guest was a temporary account and is gone, nobody was added: try again");
        assertThat(api.show("bob", topicId).good().members()).containsExactly("alice", "bob");
        // And: the event of its end is known here by now, so the name means the account that has it next
        await().atMost(PATIENCE)
                .until(() -> api.invite("bob", topicId, "guest,carol").code() == 200);
        assertThat(api.show("bob", topicId).good().members()).containsExactly("alice", "bob", "guest", "carol");
    }

    @Test
    void whoSlipsInBehindTheFirstLookIsRemovedByTheSecond() throws Exception {
        // Given
        long guest = guest("guest");
        String topicId = api.created("alice", "Friends", "bob");
        try (Connection invitation = database.getConnection();
                Statement statement = invitation.createStatement()) {
            invitation.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO topic.members (topic_id, uuid, account, joined_at) VALUES (" + topicId
                    + ", " + guest + ", 'guest', 0)");
            // When
            expire("guest");
            awaitFirstLook(guest);
            invitation.commit();
        }
        run("UPDATE topic.deleted_accounts SET due_at = 0 WHERE uuid = " + guest);
        // Then
        awaitEvents(topicId, Change.CREATED, Change.LEFT);
        assertThat(number("SELECT count(*) FROM topic.members WHERE uuid = " + guest))
                .isZero();
    }

    @Test
    void whatAReplicaHadTakenWhenItDiedIsDoneByAnother() throws Exception {
        // Given: taken by a replica that never came to anything
        long guest = guest("guest");
        String topicId = api.created("alice", "Friends", "guest");
        run("INSERT INTO topic.deleted_accounts (uuid, app_id, deleted_at, due_at) VALUES (" + guest + ", "
                + api.appId() + ", 0, " + (System.currentTimeMillis() + 3_000) + ")");
        // When its lease is over
        // Then
        awaitEvents(topicId, Change.CREATED, Change.LEFT);
    }

    @Test
    void manyWhoGoAtOnceLeaveAGroupTogether() {
        // Given
        List<String> guests = IntStream.range(0, 100).mapToObj(i -> "guest" + i).toList();
        guests.forEach(this::guest);
        String topicId = api.created("alice", "Guests", String.join(",", guests));
        // When
        guests.forEach(this::expire);
        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.show("alice", topicId).good().members()).containsExactly("alice"));
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.of(topicId).stream()
                            .filter(event -> event.getChange() == Change.LEFT)
                            .mapToInt(TopicChanged::getAccountsCount)
                            .sum())
                    .isEqualTo(100));
        }
    }
}
