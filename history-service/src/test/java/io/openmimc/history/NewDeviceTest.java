package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.history.inbox.InboxEntry;
import io.openmimc.history.inbox.InboxRows;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.Settled;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a device gets that logs in for the first time: what no device of its account had taken by then. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class NewDeviceTest extends HistoryFixture {
    @Inject
    InboxRows inboxRows;

    private AcceptedMessage sent(Kind kind) {
        AcceptedMessage message = send(kind);
        awaitDone(message);
        return message;
    }

    private AcceptedMessage send(Kind kind) {
        return kind == Kind.P2P
                ? log.send(MessageLog.message(alice, "pc", bob))
                : log.send(MessageLog.toTopic(alice, "pc", neighbours.topics().create(Neighbours.APP, alice, bob)));
    }

    private AcceptedMessage store(Set<String> taken) {
        AcceptedMessage message = MessageLog.message(alice, "pc", bob).build();
        store(taken, message);
        return message;
    }

    private void store(Set<String> taken, AcceptedMessage message) {
        inboxRows
                .store(bob, List.of(new InboxEntry(message, taken)))
                .toCompletableFuture()
                .join();
    }

    /** Everything that is there for a device, taken page by page. */
    private List<Long> takeAll(String resource) {
        List<Long> taken = new ArrayList<>();
        for (InboxPage page = pull(bob, resource); page.getRowsCount() > 0; page = pull(bob, resource, all(page), 50)) {
            taken.addAll(sequences(page));
        }
        return taken;
    }

    private List<Long> waiting(String resource) {
        return sequences(pull(bob, resource));
    }

    @ParameterizedTest
    @EnumSource(names = {"P2P", "P2T"})
    void whatAnOlderDeviceTookLiveIsHistory(Kind kind) {
        // Given
        gateway.login(bob, "phone");
        gateway.logout(gateway.login(bob, "web"));
        AcceptedMessage message = sent(kind);
        // When
        gateway.login(bob, "new");
        // Then
        assertThat(waiting("new")).isEmpty();
        assertThat(waiting("web")).containsExactly(message.getSequence());
    }

    @ParameterizedTest
    @EnumSource(names = {"P2P", "P2T"})
    void whatAnOlderDeviceTookFromItsInboxIsHistory(Kind kind) {
        // Given
        gateway.logout(gateway.login(bob, "phone"));
        gateway.logout(gateway.login(bob, "web"));
        AcceptedMessage message = sent(kind);
        assertThat(takeAll("phone")).containsExactly(message.getSequence());
        // When
        gateway.login(bob, "new");
        // Then
        assertThat(waiting("new")).isEmpty();
        assertThat(waiting("web")).containsExactly(message.getSequence());
    }

    @ParameterizedTest
    @EnumSource(names = {"P2P", "P2T"})
    void whatNoDeviceTookIsThereForIt(Kind kind) {
        // Given
        SessionRef phone = gateway.login(bob, "phone");
        sent(kind);
        gateway.logout(phone);
        AcceptedMessage pulled = sent(kind);
        assertThat(takeAll("phone")).containsExactly(pulled.getSequence());
        AcceptedMessage open = sent(kind);
        // When: the app is installed again
        gateway.login(bob, "new");
        // Then
        assertThat(takeAll("new")).containsExactly(open.getSequence());
        assertThat(waiting("newer")).isEmpty();
        assertThat(waiting("phone")).containsExactly(open.getSequence());
    }

    @ParameterizedTest
    @EnumSource(names = {"P2P", "P2T"})
    void whatIsHandedOutToItTooIsThereForItThoughTheOtherTookIt(Kind kind) {
        // Given
        SessionRef phone = gateway.login(bob, "phone");
        gateway.login(bob, "new");
        gateway.takes(phone::equals);
        // When
        AcceptedMessage message = sent(kind);
        // Then
        assertThat(waiting("phone")).isEmpty();
        assertThat(waiting("new")).containsExactly(message.getSequence());
    }

    @Test
    void whatWasAcceptedAfterItsFirstLoginIsThereHoweverLateItComesToItsInbox() {
        // Given
        pull(bob, "phone");
        long loginMs = System.currentTimeMillis();
        AcceptedMessage after =
                MessageLog.messageAt(loginMs + 1, alice, "pc", bob).build();
        store(Set.of("phone"), after);
        // When
        InboxPage page = inbox().pull(PullRequest.newBuilder()
                .setDevice(device(bob, "new"))
                .setMaxMessages(50)
                .setMaxBytes(1_000)
                .setLoginMs(loginMs)
                .build());
        // Then
        assertThat(sequences(page)).containsExactly(after.getSequence());
    }

    @Test
    void onlyTheFirstLoginCounts() {
        // Given
        pull(bob, "phone");
        AcceptedMessage before = store(Set.of("phone"));
        assertThat(waiting("new")).isEmpty();
        AcceptedMessage after = MessageLog.messageAt(System.currentTimeMillis() + 1, alice, "pc", bob)
                .build();
        store(Set.of("phone"), after);
        // Then
        await().until(() -> System.currentTimeMillis() > after.getTimestamp());
        assertThat(waiting("new")).doesNotContain(before.getSequence()).containsExactly(after.getSequence());
        assertThat(waiting("newer")).isEmpty();
    }

    @Test
    void itKeepsABacklogThatAnOlderDeviceTakesMeanwhile() {
        // Given
        pull(bob, "phone");
        pull(bob, "web");
        List<Long> backlog = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            backlog.add(store(Set.of()).getSequence());
        }
        InboxPage first = pull(bob, "new");
        // When
        assertThat(takeAll("phone")).isEqualTo(backlog);
        // Then
        List<Long> taken = new ArrayList<>(sequences(first));
        pull(bob, "new", all(first), 50);
        taken.addAll(takeAll("new"));
        assertThat(taken).isEqualTo(backlog);
        assertThat(waiting("newer")).isEmpty();
    }

    @Test
    void whatIsHistoryForItStaysSoWhenAThirdDeviceTakesItLater() {
        // Given
        pull(bob, "phone");
        pull(bob, "web");
        AcceptedMessage message = store(Set.of("phone"));
        assertThat(waiting("new")).isEmpty();
        // When
        assertThat(takeAll("web")).containsExactly(message.getSequence());
        // Then
        assertThat(waiting("new")).isEmpty();
    }

    @Test
    void anAcknowledgementThatOvertakesTheRowOfItsMessageCounts() {
        // Given
        pull(bob, "phone");
        pull(bob, "web");
        AcceptedMessage late = MessageLog.message(alice, "pc", bob).build();
        // When
        inbox().settle(SettleRequest.newBuilder()
                .setDevice(device(bob, "phone"))
                .setSettled(Settled.newBuilder().addSequences(late.getSequence()))
                .build());
        store(Set.of(), late);
        AcceptedMessage open = store(Set.of());
        // Then
        assertThat(waiting("new")).containsExactly(open.getSequence());
        assertThat(waiting("phone")).containsExactly(open.getSequence());
        assertThat(waiting("web")).containsExactly(late.getSequence(), open.getSequence());
    }

    @ParameterizedTest
    @EnumSource(names = {"P2P", "P2T"})
    void whatOneDeviceTookBeforeAnotherGatewayAnsweredForTheOtherOneIsHistory(Kind kind) {
        try (var other = new StubGateway(gateways, devices)) {
            // Given
            SessionRef phone = gateway.login(bob, "phone");
            other.login(bob, "web");
            other.answersNothing();
            AcceptedMessage message = send(kind);
            await().atMost(PATIENCE).until(() -> !other.open.isEmpty());
            await().atMost(PATIENCE).until(() -> gateway.sequencesFor(phone).contains(message.getSequence()));
            // When
            SessionRef login = gateway.login(bob, "new");
            assertThat(waiting("new")).isEmpty();
            other.open.remove().answer(target -> false);
            // Then
            awaitDone(message);
            await().atMost(PATIENCE).until(() -> gateway.woken.contains(login));
            assertThat(waiting("new")).isEmpty();
            assertThat(waiting("web")).containsExactly(message.getSequence());
        }
    }

    @Test
    void whatIsDispatchedAfterItsLoginIsThereHoweverLongAgoItWasAccepted() {
        // Given
        SessionRef phone = gateway.login(bob, "phone");
        gateway.login(bob, "new");
        gateway.logout(gateway.login(bob, "newer"));
        assertThat(waiting("newer")).isEmpty();
        gateway.takes(phone::equals);
        // When
        AcceptedMessage old = log.send(MessageLog.messageAt(System.currentTimeMillis() - 3_600_000, alice, "pc", bob));
        awaitDone(old);
        // Then
        assertThat(waiting("new")).containsExactly(old.getSequence());
        assertThat(waiting("newer")).containsExactly(old.getSequence());
    }

    @Test
    void aMessageThatItsServerPushedToAnAccountItselfIsThereForItsFirstDevice() {
        // Given
        AcceptedMessage note = log.send(MessageLog.message(bob, "server", bob).setPush(true));
        awaitDone(note);
        // Then
        assertThat(waiting("first")).containsExactly(note.getSequence());
    }
}
