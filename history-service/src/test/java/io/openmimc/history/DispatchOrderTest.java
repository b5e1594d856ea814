package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which order messages of one account reach its devices and its inbox. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class DispatchOrderTest extends HistoryFixture {
    @Test
    void rowsOfAnAccountKeepTheOrderOfTheLog() {
        // Given
        gateway.login(bob, "phone");
        gateway.answersNothing();
        List<AcceptedMessage> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(log.send(MessageLog.message(alice, "pc", bob)));
        }
        await().atMost(PATIENCE).until(() -> gateway.open.size() == 20);
        // When
        List<StubGateway.Open> backwards = new ArrayList<>(gateway.open);
        Collections.reverse(backwards);
        backwards.forEach(delivery -> delivery.answer(target -> false));
        awaitDone(sent.toArray(AcceptedMessage[]::new));
        // Then
        assertThat(sequences(pull(bob, "phone")))
                .containsExactlyElementsOf(
                        sent.stream().map(AcceptedMessage::getSequence).toList());
    }

    @Test
    void messageTakenIsNotHeldUpByOneBeforeItThatIsOpen() {
        // Given
        gateway.login(bob, "phone");
        gateway.answersNothing();
        var slow = log.send(MessageLog.message(alice, "pc", bob));
        await().atMost(PATIENCE).until(() -> gateway.open.size() == 1);
        // When
        gateway.takes(target -> true);
        var quick = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(quick);
        // Then
        assertThat(log.done(slow)).isFalse();
        gateway.open.remove().answer(target -> true);
        awaitDone(slow);
        assertThat(rows(bob)).isZero();
    }

    @Test
    void deviceThatLogsInAgainWhileAMessageIsOpenGetsThoseAfterItAfterIt() {
        // Given
        gateway.login(bob, "phone");
        gateway.answersNothing();
        var open = log.send(MessageLog.message(alice, "pc", bob));
        await().atMost(PATIENCE).until(() -> gateway.open.size() == 1);
        // When
        var again = gateway.login(bob, "phone");
        var copies = gateway.login(alice, "web");
        gateway.takes(target -> true);
        var next = log.send(MessageLog.message(alice, "pc", bob));
        var after = log.send(MessageLog.message(alice, "pc", bob));
        await().atMost(PATIENCE).until(() -> gateway.sequencesFor(copies).contains(after.getSequence()));
        gateway.open.remove().answer(target -> false);
        // Then
        awaitDone(open, next, after);
        await().atMost(PATIENCE).until(() -> gateway.woken.contains(again));
        assertThat(gateway.sequencesFor(again)).isEmpty();
        assertThat(sequences(pull(bob, "phone")))
                .containsExactly(open.getSequence(), next.getSequence(), after.getSequence());
        // And then
        var live = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(live);
        assertThat(gateway.sequencesFor(again)).containsExactly(live.getSequence());
    }

    @Test
    void messagesThatComeTogetherGoToTheirGatewayInFewRequests() {
        // Given
        var phone = gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        long before = gateway.requests.get();
        // When
        List<AcceptedMessage> sent = Stream.generate(
                        () -> MessageLog.message(alice, "pc", bob).build())
                .limit(300)
                .toList();
        sent.forEach(log::send);
        awaitDone(sent.toArray(AcceptedMessage[]::new));
        // Then
        assertThat(gateway.sequencesFor(phone)).hasSize(301);
        assertThat(gateway.requests.get() - before).isBetween(300 / 64L, 100L);
    }

    @Test
    void gatewayGetsMessagesInTheOrderOfTheLog() {
        // Given
        var phone = gateway.login(bob, "phone");
        List<AcceptedMessage> sent = new ArrayList<>();
        // When
        for (int i = 0; i < 500; i++) {
            sent.add(log.send(MessageLog.message(alice, "pc", bob)));
        }
        awaitDone(sent.toArray(AcceptedMessage[]::new));
        // Then
        assertThat(gateway.sequencesFor(phone))
                .containsExactlyElementsOf(
                        sent.stream().map(AcceptedMessage::getSequence).toList());
    }
}
