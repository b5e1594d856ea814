package io.openmimc.history;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.MessageDelivered.Recipient;
import io.openmimc.proto.gateway.DeliverMessage;
import io.openmimc.proto.gateway.SessionRef;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class TopicDispatchTest extends HistoryFixture {
    private final long carol = bob + 1_000_000_000L;

    @Inject
    MeterRegistry meters;

    private TopicRosters rosters() {
        return neighbours.topics();
    }

    private long topic(long... members) {
        return rosters().create(Neighbours.APP, members);
    }

    private List<Recipient> fates(AcceptedMessage message) {
        return log.deliveries.get(message.getSequence()).getRecipientsList();
    }

    @Test
    void everyMembersEveryDeviceGetsItAndTheSendersOthersButNotTheSendingOne() {
        // Given
        long topic = topic(alice, bob, carol);
        gateway.login(alice, "pc");
        var tablet = gateway.login(alice, "tablet");
        var phone = gateway.login(bob, "phone");
        var web = gateway.login(bob, "web");
        var desk = gateway.login(carol, "desk");
        // When
        var message = log.send(MessageLog.toTopic(alice, "pc", topic));
        awaitDone(message);
        // Then
        assertThat(gateway.delivered).as("one delivery for the gateway").hasSize(1);
        DeliverMessage delivery = gateway.delivered.element();
        assertThat(delivery.getMessage()).isEqualTo(message);
        assertThat(delivery.getTargetsList()).containsExactlyInAnyOrder(tablet, phone, web, desk);
        assertThat(rows(alice) + rows(bob) + rows(carol)).isZero();
        assertThat(fates(message))
                .extracting(fate -> fate.getAccount().getUuid())
                .as("without the sender")
                .containsExactlyInAnyOrder(bob, carol);
        assertThat(fates(message)).noneMatch(Recipient::getOffline);
    }

    @Test
    void membersWhoAreAwayFindItInTheirInboxAndAreToldOfTogether() {
        // Given
        long topic = topic(alice, bob, carol);
        gateway.login(alice, "pc");
        gateway.login(bob, "phone");
        gateway.logout(gateway.login(bob, "web"));
        // When
        var message = log.send(MessageLog.toTopic(alice, "pc", topic));
        awaitDone(message);
        // Then
        assertThat(sequences(pull(bob, "web"))).containsExactly(message.getSequence());
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
        assertThat(sequences(pull(carol, "first"))).containsExactly(message.getSequence());
        assertThat(pull(carol, "first").getRows(0).getMessage()).isEqualTo(message);
        assertThat(rows(alice)).isZero();
        assertThat(fates(message))
                .extracting(fate -> fate.getAccount().getUuid() + " " + fate.getOffline())
                .containsExactlyInAnyOrder(bob + " false", carol + " true");
    }

    @Test
    void twoGatewaysGetOneDeliveryEach() {
        // Given
        long topic = topic(alice, bob, carol);
        gateway.login(bob, "phone");
        gateway.login(carol, "phone");
        try (var other = new StubGateway(gateways, devices)) {
            other.login(bob, "web");
            other.login(carol, "web");
            // When
            var message = log.send(MessageLog.toTopic(alice, "pc", topic));
            awaitDone(message);
            // Then
            assertThat(gateway.delivered).hasSize(1);
            assertThat(other.delivered).hasSize(1);
            assertThat(fates(message))
                    .allSatisfy(fate -> assertThat(fate.getTakenByList()).containsExactlyInAnyOrder("phone", "web"));
        }
    }

    @Test
    void fiveHundredMembersCostOneDeliveryAndTheRowsOfTheAbsentGoOutTogether() {
        // Given
        long first = carol + 1_000;
        long[] members = LongStream.range(first, first + 500).toArray();
        long topic = topic(members);
        for (int i = 0; i < 250; i++) {
            gateway.login(members[i], "phone");
        }
        var warmUp = log.send(MessageLog.toTopic(members[0], "pc", topic));
        awaitDone(warmUp);
        gateway.delivered.clear();
        double rowsBefore = meters.counter("history.inbox.rows").count();
        double writesBefore = meters.counter("history.inbox.writes").count();
        // When
        var message = log.send(MessageLog.toTopic(members[0], "pc", topic));
        awaitDone(message);
        // Then
        assertThat(gateway.delivered).hasSize(1);
        assertThat(gateway.delivered.element().getTargetsCount()).isEqualTo(250);
        assertThat(fates(message)).hasSize(499);
        assertThat(fates(message).stream().filter(Recipient::getOffline)).hasSize(250);
        assertThat(meters.counter("history.inbox.rows").count() - rowsBefore).isEqualTo(250);
        assertThat(meters.counter("history.inbox.writes").count() - writesBefore)
                .isLessThan(60);
        assertThat(sequences(pull(members[499], "first"))).containsExactly(warmUp.getSequence(), message.getSequence());
    }

    @Test
    void messagesOfOneTopicKeepTheirOrder() {
        // Given
        long topic = topic(alice, bob);
        var phone = gateway.login(bob, "phone");
        // When
        AcceptedMessage[] sent = IntStream.range(0, 200)
                .mapToObj(i -> log.send(MessageLog.toTopic(alice, "pc", topic)))
                .toArray(AcceptedMessage[]::new);
        awaitDone(sent);
        // Then
        assertThat(gateway.sequencesFor(phone))
                .containsExactlyElementsOf(
                        List.of(sent).stream().map(AcceptedMessage::getSequence).toList());
    }

    @Test
    void whoWasRemovedHearsNothingThatIsAcceptedASecondLater() {
        // Given
        long topic = topic(alice, bob, carol);
        var phone = gateway.login(bob, "phone");
        var desk = gateway.login(carol, "desk");
        awaitDone(log.send(MessageLog.toTopic(alice, "pc", topic)));
        // When
        rosters().leave(topic, bob); // and no event tells of it
        long removed = System.nanoTime();
        List<Long> late = new ArrayList<>();
        await().atMost(ofSeconds(20)).until(() -> {
            boolean isLate = System.nanoTime() - removed > TimeUnit.SECONDS.toNanos(1);
            var message = log.send(MessageLog.toTopic(alice, "pc", topic));
            awaitDone(message);
            if (isLate) {
                late.add(message.getSequence());
            }
            return late.size() >= 3;
        });
        // Then
        assertThat(gateway.sequencesFor(desk)).containsAll(late);
        assertThat(gateway.sequencesFor(phone)).doesNotContainAnyElementsOf(late);
        assertThat(sequences(pull(bob, "tablet"))).doesNotContainAnyElementsOf(late);
    }

    @Test
    void whoCameInBeforeTheSendersGatewayLookedHearsIt() {
        // Given
        long topic = topic(alice, bob);
        var desk = gateway.login(carol, "desk");
        awaitDone(log.send(MessageLog.toTopic(alice, "pc", topic))); // dispatch knows the two
        // When
        rosters().join(topic, carol, 1); // and no event tells of it
        var message = log.send(MessageLog.toTopic(alice, "pc", topic).setTopicVersion(3));
        awaitDone(message);
        // Then
        assertThat(gateway.sequencesFor(desk)).containsExactly(message.getSequence());
    }

    @Test
    void aTopicWhoseMembersAreNotKnownHoldsUpNobodyElse() {
        // Given
        long stuck = topic(alice, bob);
        long other = topic(alice, bob);
        rosters().hang(stuck);
        var phone = gateway.login(bob, "phone");
        // When
        var waiting = log.send(MessageLog.toTopic(alice, "pc", stuck));
        var direct = log.send(MessageLog.message(alice, "pc", bob));
        var toOther = log.send(MessageLog.toTopic(alice, "pc", other));
        awaitDone(direct, toOther);
        // Then
        assertThat(log.done(waiting)).isFalse();
        rosters().recover(stuck);
        awaitDone(waiting);
        assertThat(gateway.sequencesFor(phone)).contains(waiting.getSequence());
    }

    @Test
    void aMessageToADismissedTopicReachesNobodyAndHoldsNothingUp() {
        // Given
        long topic = topic(alice, bob);
        rosters().dismiss(topic);
        var phone = gateway.login(bob, "phone");
        // When
        var gone = log.send(MessageLog.toTopic(alice, "pc", topic));
        var after = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(after);
        // Then
        await().atMost(ofSeconds(10))
                .until(() -> meters.counter("history.dispatch.skipped", "why", "no-topic")
                                .count()
                        > 0);
        assertThat(gateway.sequencesFor(phone)).containsExactly(after.getSequence());
        assertThat(log.done(gone)).isFalse();
        assertThat(log.dead).isEmpty();
    }

    @Test
    void aSenderWhoHasLeftSinceStillGetsACopyOnOtherDevices() {
        // Given
        long topic = topic(bob);
        var tablet = gateway.login(alice, "tablet");
        var phone = gateway.login(bob, "phone");
        // When
        var message = log.send(MessageLog.toTopic(alice, "pc", topic));
        awaitDone(message);
        // Then
        assertThat(gateway.delivered.element().getTargetsList()).containsExactlyInAnyOrder(tablet, phone);
        assertThat(fates(message)).hasSize(1);
    }

    @Test
    void aTopicOfAnotherAppIsNotThere() {
        // Given
        long theirs = rosters().create(Neighbours.OTHER_APP, bob);
        SessionRef phone = gateway.login(bob, "phone");
        // When
        log.send(MessageLog.toTopic(alice, "pc", theirs));
        var after = log.send(MessageLog.toTopic(alice, "pc", topic(alice, bob)));
        awaitDone(after);
        // Then
        assertThat(gateway.sequencesFor(phone)).containsExactly(after.getSequence());
    }
}
