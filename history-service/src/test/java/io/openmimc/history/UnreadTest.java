package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openmimc.history.inbox.InboxEntry;
import io.openmimc.history.inbox.InboxRows;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.Settled;
import io.openmimc.proto.inbox.UnreadRequest;
import io.openmimc.proto.inbox.UnreadResponse;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is counted as unread, once traffic has stopped. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class UnreadTest extends HistoryFixture {
    private final long carol = bob + 1_000_000_000L;

    @Inject
    InboxRows inboxRows;

    private UnreadResponse ask(long uuid) {
        var request = UnreadRequest.newBuilder()
                .setAppId(Neighbours.APP)
                .setUuid(uuid)
                .build();
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> inbox().unread(request), answer -> true);
    }

    /** Numbers of messages by "P2P uuid" or "P2T topic". */
    private Map<String, Integer> unread(long uuid) {
        Map<String, Integer> counts = new HashMap<>();
        ask(uuid)
                .getConversationsList()
                .forEach(each -> counts.put(each.getKind() + " " + each.getId(), each.getMessages()));
        return counts;
    }

    private static String of(Kind kind, long id) {
        return kind + " " + id;
    }

    private AcceptedMessage sendToBob() {
        return log.send(MessageLog.message(alice, "pc", bob));
    }

    private AcceptedMessage store(Set<String> taken, AcceptedMessage message) {
        inboxRows
                .store(bob, List.of(new InboxEntry(message, taken)))
                .toCompletableFuture()
                .join();
        return message;
    }

    private AcceptedMessage storeNew(Set<String> taken) {
        return store(taken, MessageLog.message(alice, "pc", bob).build());
    }

    @Test
    void whoHasNoDeviceHasAllOfThemUnread() {
        // When
        for (int i = 0; i < 5; i++) {
            awaitDone(sendToBob());
        }
        awaitDone(log.send(MessageLog.message(carol, "pc", bob)));
        // Then
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2P, alice), 5, of(Kind.P2P, carol), 1));
        assertThat(unread(alice)).isEmpty();
        assertThat(ask(bob).getMore()).isFalse();
    }

    @Test
    void whatOneDeviceTookIsReadThoughTheOtherIsStillAway() {
        // Given
        gateway.logout(gateway.login(bob, "phone"));
        gateway.logout(gateway.login(bob, "web"));
        for (int i = 0; i < 5; i++) {
            awaitDone(sendToBob());
        }
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2P, alice), 5));
        // When
        InboxPage page = pull(bob, "phone");
        assertThat(unread(bob)).as("pulled, but not acknowledged").isEqualTo(Map.of(of(Kind.P2P, alice), 5));
        pull(bob, "phone", all(page), 50);
        // Then
        assertThat(unread(bob)).isEmpty();
        assertThat(pull(bob, "web").getRowsList()).hasSize(5);
        assertThat(unread(bob)).isEmpty();
        // When
        awaitDone(sendToBob());
        // Then
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2P, alice), 1));
    }

    @Test
    void pagesAreReadOneAfterTheOther() {
        // Given
        for (int i = 0; i < 30; i++) {
            storeNew(Set.of());
        }
        // When
        InboxPage page = pull(bob, "phone", Settled.getDefaultInstance(), 10);
        pull(bob, "phone", all(page), 10);
        // Then
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2P, alice), 20));
    }

    @Test
    void whatADeviceTookLiveIsReadThoughAnotherIsAway() {
        // Given
        gateway.login(bob, "phone");
        gateway.logout(gateway.login(bob, "web"));
        // When
        awaitDone(sendToBob());
        // Then
        assertThat(rows(bob)).isEqualTo(1);
        assertThat(unread(bob)).isEmpty();
    }

    @Test
    void aGroupsMessagesCountForThoseWhoAreAway() {
        // Given
        long topic = neighbours.topics().create(Neighbours.APP, alice, bob, carol);
        gateway.login(carol, "phone");
        // When
        for (int i = 0; i < 3; i++) {
            awaitDone(log.send(MessageLog.toTopic(alice, "pc", topic)));
        }
        awaitDone(sendToBob());
        // Then
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2T, topic), 3, of(Kind.P2P, alice), 1));
        assertThat(unread(carol)).isEmpty();
        assertThat(unread(alice)).isEmpty();
    }

    @Test
    void ownMessagesOfAnotherDeviceDoNotCount() {
        // Given
        gateway.logout(gateway.login(alice, "tablet"));
        long topic = neighbours.topics().create(Neighbours.APP, alice, bob);
        // When
        awaitDone(sendToBob());
        awaitDone(log.send(MessageLog.toTopic(alice, "pc", topic)));
        awaitDone(log.send(MessageLog.message(alice, "pc", alice)));
        // Then
        assertThat(pull(alice, "tablet").getRowsList()).hasSize(3);
        assertThat(unread(alice)).isEmpty();
    }

    @Test
    void messagesThatAreNotToBeStoredDoNotCount() {
        // When
        awaitDone(log.send(MessageLog.message(alice, "pc", bob).setIsStore(false)));
        awaitDone(sendToBob());
        // Then
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2P, alice), 1));
    }

    @Test
    void aMessageThatIsThereTwiceCountsOnceAndNotAtAllWhenOneOfTheTwoWasTaken() {
        // Given
        AcceptedMessage twice = storeNew(Set.of());
        store(Set.of(), twice);
        AcceptedMessage takenOnce = storeNew(Set.of("phone"));
        store(Set.of(), takenOnce);
        AcceptedMessage takenLater = storeNew(Set.of());
        store(Set.of("phone"), takenLater);
        // Then
        assertThat(unread(bob)).isEqualTo(Map.of(of(Kind.P2P, alice), 1));
    }

    @Test
    void whatWasTakenTooLateForDispatchIsRead() {
        // Given
        pull(bob, "phone");
        AcceptedMessage late = storeNew(Set.of());
        assertThat(unread(bob)).hasSize(1);
        // When
        pull(bob, "phone", Settled.newBuilder().addSequences(late.getSequence()).build(), 50);
        // Then
        assertThat(unread(bob)).isEmpty();
    }

    @Test
    void beyondTenThousandRowsTheNumberIsALowerBound() {
        // Given
        List<InboxEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10_050; i++) {
            entries.add(new InboxEntry(
                    MessageLog.message(alice, "pc", bob).clearPayload().build(), Set.of()));
        }
        for (int from = 0; from < entries.size(); from += 50) {
            inboxRows
                    .store(bob, entries.subList(from, from + 50))
                    .toCompletableFuture()
                    .join();
        }
        // When
        UnreadResponse answer = ask(bob);
        // Then
        assertThat(answer.getMore()).isTrue();
        assertThat(answer.getConversations(0).getMessages()).isEqualTo(10_000);
    }

    @Test
    void whoIsNobodyIsRefused() {
        assertThatThrownBy(() -> inbox().unread(UnreadRequest.getDefaultInstance()))
                .hasMessage("INVALID_ARGUMENT: uuid: must be positive");
    }
}
