package io.openmimc.topic.topic;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.proto.events.TopicChanged.Change;
import io.openmimc.topic.PublishedEvents;
import io.openmimc.topic.TopicFixture;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class TopicEventsTest extends TopicFixture {

    @Test
    void everyChangeIsToldOnceWithWhatItChanged() {
        // Given
        long before = System.currentTimeMillis();
        // When
        String topicId = api.created("alice", "Friends", "bob,carol");
        api.invite("bob", topicId, "dave,bob,eve").good();
        api.update("alice", topicId, Map.of("ownerAccount", "bob", "topicName", "Foes", "bulletin", "!"))
                .good();
        api.quit("alice", topicId).good();
        api.kick("bob", topicId, "dave,alice,eve").good();
        api.dismiss("bob", topicId).good();
        // Then
        List<TopicChanged> events = published(topicId, 6);
        assertThat(events)
                .extracting(TopicChanged::getChange)
                .containsExactly(
                        Change.CREATED, Change.JOINED, Change.UPDATED, Change.LEFT, Change.LEFT, Change.DISMISSED);
        assertThat(events).extracting(TopicChanged::getVersion).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(events)
                .extracting(TopicEventsTest::accounts)
                .containsExactly(
                        List.of("alice", "bob", "carol"),
                        List.of("dave", "eve"),
                        List.of(),
                        List.of("alice"),
                        List.of("dave", "eve"),
                        List.of());
        assertThat(events)
                .extracting(TopicChanged::getName)
                .containsExactly("Friends", "Friends", "Foes", "Foes", "Foes", "");
        assertThat(events)
                .extracting(event -> event.getOwner().getAccount())
                .containsExactly("alice", "alice", "bob", "bob", "bob", "");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getAppId()).isEqualTo(api.appId());
            assertThat(event.getTimestamp()).isBetween(before, System.currentTimeMillis());
            assertThat(event.getAccountsList()).allSatisfy(account -> assertThat(account.getUuid())
                    .isEqualTo(accounts.uuid(api.appId(), account.getAccount())));
        });
    }

    @Test
    void whatChangesNothingOrIsRefusedIsNotTold() {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        // When
        api.invite("alice", topicId, "alice,bob").good();
        api.kick("alice", topicId, "alice,nobody").good();
        api.update("alice", topicId, Map.of("topicName", "Friends", "bulletin", "", "ownerAccount", "alice"))
                .good();
        assertThat(api.update("alice", topicId, Map.of("topicName", "x", "ownerAccount", "eve"))
                        .code())
                .isEqualTo(403);
        assertThat(api.quit("alice", topicId).code()).isEqualTo(500);
        assertThat(api.dismiss("bob", topicId).code()).isEqualTo(403);
        api.quit("bob", topicId).good();
        // Then
        assertThat(published(topicId, 2))
                .extracting(TopicChanged::getChange)
                .containsExactly(Change.CREATED, Change.LEFT);
    }

    private List<TopicChanged> published(String topicId, int count) {
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(ofSeconds(30)).until(() -> events.of(topicId).size() >= count);
            return events.of(topicId);
        }
    }

    private static List<String> accounts(TopicChanged event) {
        return event.getAccountsList().stream().map(AccountRef::getAccount).toList();
    }
}
