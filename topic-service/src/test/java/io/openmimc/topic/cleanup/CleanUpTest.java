package io.openmimc.topic.cleanup;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AppChanged;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.Api;
import io.openmimc.topic.PublishedEvents;
import io.openmimc.topic.TopicFixture;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class CleanUpTest extends TopicFixture {
    @Inject
    KafkaConfig config;

    @Inject
    AgroalDataSource database;

    @Inject
    DeletedApps apps;

    private void publish(long appId, byte[] value) throws ExecutionException, InterruptedException {
        try (Producer<byte[], byte[]> producer =
                ProducerSettings.background("test").open(config)) {
            producer.send(new ProducerRecord<>(Topics.APPS, Topics.key(appId), value))
                    .get();
        }
    }

    private static byte[] changed(long appId, AppChanged.Change change) {
        return AppChanged.newBuilder()
                .setAppId(appId)
                .setChange(change)
                .setVersion(2)
                .setTimestamp(System.currentTimeMillis())
                .build()
                .toByteArray();
    }

    private long count(String sql, long appId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, appId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private long topics(long appId) throws SQLException {
        return count("SELECT count(*) FROM topic.topics WHERE app_id = ?", appId);
    }

    private boolean cleaned(long appId) throws SQLException {
        return count("SELECT count(*) FROM topic.deleted_apps WHERE app_id = ? AND cleaned_at IS NOT NULL", appId) == 1;
    }

    @Test
    void theTopicsOfADeletedAppAreDismissedAndOthersStay() throws Exception {
        // Given
        Api other = app(500);
        String stays = other.created("alice", "Stays", "bob");
        List<String> going = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            going.add(api.created("owner" + i, "Group " + i, "alice,bob"));
        }
        api.invite("bob", going.get(49), "carol").good();
        // When
        publish(other.appId(), changed(other.appId(), AppChanged.Change.CHANGED));
        accounts.deleteApp(api.appId());
        publish(api.appId(), changed(api.appId(), AppChanged.Change.DELETED));
        publish(api.appId(), changed(api.appId(), AppChanged.Change.DELETED));
        // Then
        await().atMost(ofSeconds(30)).until(() -> cleaned(api.appId()));
        assertThat(topics(api.appId())).isZero();
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(ofSeconds(30)).untilAsserted(() -> assertThat(events.ofApp(api.appId()))
                    .filteredOn(event -> event.getChange() == TopicChanged.Change.DISMISSED)
                    .extracting(event -> Long.toString(event.getTopicId()))
                    .containsExactlyInAnyOrderElementsOf(going));
            assertThat(events.of(going.get(49)))
                    .extracting(TopicChanged::getVersion)
                    .containsExactly(1L, 2L, 3L);
        }
        assertThat(other.show("bob", stays).good().members()).containsExactly("alice", "bob");
    }

    @Test
    void noTopicIsMadeInAnAppThatIsGone() throws Exception {
        // Given: the news of the deletion is here, and the app's settings are still cached
        api.created("alice", "Before", "");
        publish(api.appId(), changed(api.appId(), AppChanged.Change.DELETED));
        await().atMost(ofSeconds(30)).until(() -> cleaned(api.appId()));
        // When
        Api.Answer answer = api.create("alice", "After", "bob");
        // Then
        assertRefused(answer, 401, "appId: the app was deleted");
        assertThat(topics(api.appId())).isZero();
    }

    @Test
    void aTopicThatIsBeingMadeWhileTheAppGoesIsDismissedToo() throws Exception {
        for (int round = 0; round < 10; round++) {
            // Given
            Api app = app(500);
            // When
            List<CompletableFuture<Api.Answer>> creations = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                creations.add(app.send("owner" + i, "POST", "", "{\"topicName\":\"G\",\"accounts\":\"bob\"}"));
            }
            CompletableFuture<Void> deletion = apps.remember(app.appId()).subscribeAsCompletionStage();
            // Then
            assertThat(all(creations))
                    .allSatisfy(answer -> assertThat(answer.code()).isIn(200, 401));
            deletion.get();
            await().atMost(ofSeconds(30)).until(() -> cleaned(app.appId()));
            assertThat(topics(app.appId())).isZero();
        }
    }

    @Test
    void whatAReplicaWasCleaningWhenItDiedIsLeftToTheOthers() throws Exception {
        // Given: another replica has taken the app's turn, and dies
        String topicId = api.created("alice", "Group", "bob");
        try (Connection replica = database.getConnection()) {
            replica.setAutoCommit(false);
            apps.remember(api.appId()).subscribeAsCompletionStage().get();
            try (Statement statement = replica.createStatement()) {
                statement.execute("SELECT * FROM topic.deleted_apps WHERE app_id = " + api.appId() + " FOR UPDATE");
                statement.execute("DELETE FROM topic.topics WHERE app_id = " + api.appId());
            }
            replica.rollback();
        }
        // Then
        await().atMost(ofSeconds(30)).until(() -> cleaned(api.appId()));
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(ofSeconds(30)).untilAsserted(() -> assertThat(events.of(topicId))
                    .extracting(TopicChanged::getChange)
                    .containsExactly(TopicChanged.Change.CREATED, TopicChanged.Change.DISMISSED));
        }
    }

    @Test
    void anEventThatCannotBeReadHoldsUpNothing() throws Exception {
        // When
        publish(api.appId(), "no protobuf".getBytes(StandardCharsets.UTF_8));
        publish(api.appId(), changed(api.appId(), AppChanged.Change.DELETED));
        // Then
        await().atMost(ofSeconds(30)).until(() -> cleaned(api.appId()));
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200);
    }
}
