package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.history.dispatch.DispatchConfig;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.Settled;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class DispatchTest extends HistoryFixture {
    @Inject
    DispatchConfig dispatch;

    @Test
    void messageTakenByAllDevicesLeavesNoRow() {
        // Given
        var phone = gateway.login(bob, "phone");
        var web = gateway.login(bob, "web page");
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(gateway.delivered).hasSize(1);
        assertThat(gateway.delivered.peek().getMessage()).isEqualTo(message);
        assertThat(gateway.delivered.peek().getTargetsList()).containsExactlyInAnyOrder(phone, web);
        assertThat(rows(bob)).isZero();
        assertThat(rows(alice)).isZero();
        assertThat(log.fate(message).getTakenByList()).containsExactlyInAnyOrder("phone", "web page");
        assertThat(log.fate(message).getOffline()).isFalse();
    }

    @Test
    void offlineDeviceFindsMessagesInItsInboxUntilItSettlesThem() {
        // Given
        gateway.logout(gateway.login(bob, "phone"));
        // When
        var first = log.send(MessageLog.message(alice, "pc", bob));
        var second = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(first, second);
        // Then
        var page = pull(bob, "phone");
        assertThat(page.getRowsList()).extracting(row -> row.getMessage()).containsExactly(first, second);
        assertThat(sequences(pull(bob, "phone"))).as("not settled").hasSize(2);
        assertThat(pull(bob, "phone", all(page), 50).getRowsList()).isEmpty();
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
        assertThat(log.fate(first).getOffline()).isTrue();
    }

    @Test
    void accountWithoutAnyDeviceGetsRowForItsFirstOne() {
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(sequences(pull(bob, "first"))).containsExactly(message.getSequence());
        assertThat(rows(alice)).isZero();
    }

    @Test
    void deviceThatWasAwayFindsWhatTheOtherOneTookLive() {
        // Given
        gateway.login(bob, "phone");
        gateway.logout(gateway.login(bob, "web"));
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(sequences(pull(bob, "web"))).containsExactly(message.getSequence());
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
        assertThat(rows(bob)).isEqualTo(1);
    }

    @Test
    void otherDevicesOfTheSenderGetACopyAndTheSendingOneNone() {
        // Given
        var sending = gateway.login(alice, "pc");
        var other = gateway.login(alice, "tablet");
        gateway.logout(gateway.login(alice, "old phone"));
        gateway.login(bob, "phone");
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(gateway.sequencesFor(other)).containsExactly(message.getSequence());
        assertThat(gateway.sequencesFor(sending)).isEmpty();
        assertThat(sequences(pull(alice, "old phone"))).containsExactly(message.getSequence());
        assertThat(pull(alice, "tablet").getRowsList()).isEmpty();
        assertThat(pull(alice, "pc").getRowsList()).isEmpty();
        assertThat(log.deliveries.get(message.getSequence()).getRecipientsList())
                .as("without the sender's own devices")
                .hasSize(1);
    }

    @Test
    void noteToOneselfGoesToTheOtherDevicesOnly() {
        // Given
        var sending = gateway.login(alice, "pc");
        var other = gateway.login(alice, "tablet");
        // When
        var message = log.send(MessageLog.message(alice, "pc", alice));
        awaitDone(message);
        // Then
        assertThat(gateway.sequencesFor(other)).containsExactly(message.getSequence());
        assertThat(gateway.sequencesFor(sending)).isEmpty();
        assertThat(rows(alice)).isZero();
        assertThat(log.fate(message).getOffline()).isFalse();
    }

    @Test
    void messageNotTakenGetsARowAndThenTheSessionIsWoken() {
        // Given
        var phone = gateway.login(bob, "phone");
        gateway.takes(target -> false);
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        // Then
        await().atMost(PATIENCE).until(() -> gateway.woken.contains(phone));
        assertThat(sequences(pull(bob, "phone")))
                .as("the row is there when the session is woken")
                .containsExactly(message.getSequence());
    }

    @Test
    void messageAcknowledgedTooLateIsNotGivenOutAgain() {
        // Given
        gateway.login(bob, "phone");
        gateway.takes(target -> false);
        var late = log.send(MessageLog.message(alice, "pc", bob));
        var open = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(late, open);
        // When
        var settled = Settled.newBuilder().addSequences(late.getSequence()).build();
        var page = pull(bob, "phone", settled, 50);
        // Then
        assertThat(sequences(page)).containsExactly(open.getSequence());
        assertThat(sequences(pull(bob, "phone"))).containsExactly(open.getSequence());
        inbox().settle(SettleRequest.newBuilder()
                .setDevice(device(bob, "phone"))
                .setSettled(all(page))
                .build());
        assertThat(pull(bob, "phone").getRowsList()).isEmpty();
    }

    @Test
    void messageWrittenToTheLogTwiceIsDeliveredAndStoredOnce() {
        // Given
        var phone = gateway.login(bob, "phone");
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        log.send(message);
        var after = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message, after);
        // Then
        assertThat(gateway.sequencesFor(phone)).containsExactly(message.getSequence(), after.getSequence());
        await().atMost(PATIENCE).until(() -> archived(alice, bob) == 2);
    }

    @Test
    void messageThatIsNotToBeStoredIsDeliveredButNotArchived() {
        // Given
        gateway.login(bob, "phone");
        // When
        var fleeting = log.send(MessageLog.message(alice, "pc", bob).setIsStore(false));
        var lasting = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(fleeting, lasting);
        // Then
        await().atMost(PATIENCE).until(() -> archived(alice, bob) > 0);
        assertThat(archived(alice, bob)).isEqualTo(1);
    }

    @Test
    void everyMessageSurvivesAStreamThatBreaks() {
        // Given
        var phone = gateway.login(bob, "phone");
        gateway.answersNothing();
        var message = log.send(MessageLog.message(alice, "pc", bob));
        await().atMost(PATIENCE).until(() -> !gateway.open.isEmpty());
        // When
        gateway.breakStreams();
        // Then
        awaitDone(message);
        assertThat(sequences(pull(bob, "phone"))).containsExactly(message.getSequence());
        await().atMost(PATIENCE).until(() -> gateway.woken.contains(phone));
        gateway.takes(target -> true);
        var next = log.send(MessageLog.message(alice, "pc", bob));
        await().atMost(PATIENCE).until(() -> gateway.sequencesFor(phone).contains(next.getSequence()));
    }

    @Test
    void gatewayThatCannotBeReachedCountsAsNotTakenAtOnceAndIsWokenLater() throws InterruptedException {
        // Given
        var phone = gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        gateway.unreachable();
        // When
        long start = System.nanoTime();
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(System.nanoTime() - start)
                .isLessThan(dispatch.answerTimeout().toNanos());
        assertThat(sequences(pull(bob, "phone"))).containsExactly(message.getSequence());
        gateway.listen();
        await().atMost(PATIENCE).until(() -> gateway.woken.contains(phone));
    }

    @Test
    void gatewayAtTheAddressOfOneThatDiedIsAnotherOne() throws InterruptedException {
        // Given
        var phone = gateway.login(bob, "phone");
        var first = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(first);
        gateway.dies();
        try (StubGateway next = new StubGateway(gateways, devices, gateway.port)) {
            next.takes(session -> !session.equals(phone)); // as a gateway does that has no such session
            var browser = next.login(bob, "browser");
            // When
            var second = log.send(MessageLog.message(alice, "pc", bob));
            awaitDone(second);
            // Then
            assertThat(next.sequencesFor(browser)).containsExactly(second.getSequence());
            assertThat(sequences(pull(bob, "phone"))).containsExactly(second.getSequence());
            // And: what is left of the one that died goes away while the other goes on being served
            await().atMost(PATIENCE).until(() -> gateways.addresses(Set.of(gateway.id))
                    .toCompletableFuture()
                    .join()
                    .isEmpty());
            var third = log.send(MessageLog.message(alice, "pc", bob));
            awaitDone(third);
            assertThat(next.sequencesFor(browser)).containsExactly(second.getSequence(), third.getSequence());
            assertThat(next.sequencesFor(phone)).doesNotContain(third.getSequence());
        }
    }

    @Test
    void deliveryThatIsNeverAnsweredCostsTheOthersNeitherTheirStreamNorARow() {
        // Given
        var phone = gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        var opened = List.copyOf(gateway.streams);
        var stuck = MessageLog.message(alice, "pc", bob).build();
        gateway.leavesOpen(delivery -> delivery.getMessage().equals(stuck));
        // When
        log.send(stuck);
        AcceptedMessage next;
        do {
            next = log.send(MessageLog.message(alice, "pc", bob));
            awaitDone(next);
        } while (!log.done(stuck));
        // Then
        var after = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(after);
        assertThat(gateway.streams).containsExactlyElementsOf(opened);
        assertThat(sequences(pull(bob, "phone"))).containsExactly(stuck.getSequence());
        assertThat(rows(bob)).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> gateway.woken.contains(phone));
    }

    @Test
    void answerThatComesTooLateChangesNothing() {
        // Given
        gateway.login(bob, "phone");
        var stuck = MessageLog.message(alice, "pc", bob).build();
        gateway.leavesOpen(delivery -> delivery.getMessage().equals(stuck));
        log.send(stuck);
        do {
            awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        } while (!log.done(stuck));
        // When
        gateway.open.remove().answer(target -> true);
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        // Then
        assertThat(log.fate(stuck).getOffline()).isTrue();
        assertThat(sequences(pull(bob, "phone"))).containsExactly(stuck.getSequence());
    }

    @Test
    void gatewayThatAnswersNothingIsBrokenOffAndItsDevicesFindAllInTheirInbox() {
        // Given
        var phone = gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        var opened = List.copyOf(gateway.streams);
        gateway.answersNothing();
        // When
        var first = log.send(MessageLog.message(alice, "pc", bob));
        var second = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(first, second);
        // Then
        assertThat(gateway.sequencesFor(phone)).contains(first.getSequence(), second.getSequence());
        assertThat(sequences(pull(bob, "phone"))).containsExactly(first.getSequence(), second.getSequence());
        await().atMost(PATIENCE).until(() -> gateway.streams.stream().noneMatch(opened::contains));
    }

    @Test
    void deviceThatLogsInBetweenLookUpAndRowIsWoken() {
        // Given
        gateway.login(bob, "phone");
        gateway.answersNothing();
        var message = log.send(MessageLog.message(alice, "pc", bob));
        await().atMost(PATIENCE).until(() -> !gateway.open.isEmpty());
        // When
        var web = gateway.login(bob, "web");
        assertThat(pull(bob, "web").getRowsList()).as("too early").isEmpty();
        gateway.open.remove().answer(target -> false);
        // Then
        await().atMost(PATIENCE).until(() -> gateway.woken.contains(web));
        assertThat(sequences(pull(bob, "web"))).containsExactly(message.getSequence());
    }

    @Test
    void deviceThatRedisHasForgottenStillGetsItsRow() {
        // Given
        gateway.logout(gateway.login(bob, "old phone"));
        pull(bob, "old phone");
        redis.call("test", commands -> commands.del("devices:{" + bob + "}"))
                .toCompletableFuture()
                .join();
        var web = gateway.login(bob, "web");
        // When
        var message = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(message);
        // Then
        assertThat(gateway.sequencesFor(web)).containsExactly(message.getSequence());
        assertThat(sequences(pull(bob, "old phone"))).containsExactly(message.getSequence());
        var known = devices.list(bob).toCompletableFuture().join();
        assertThat(known.complete()).isTrue();
        assertThat(known.devices()).extracting(device -> device.resource()).contains("old phone", "web");
    }

    @Test
    void recordThatCannotBeReadBecomesADeadLetterAndHoldsUpNothing() {
        // Given
        gateway.login(bob, "phone");
        byte[] noise = {(byte) 0xff, 1, 2, 3};
        byte[] nobody = MessageLog.message(alice, "pc", bob).clearTo().build().toByteArray();
        // When
        log.sendRaw(bob, noise);
        log.sendRaw(bob, nobody);
        var after = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(after);
        // Then
        await().atMost(PATIENCE).until(() -> dead("history-dispatch").size() == 2);
        await().atMost(PATIENCE).until(() -> dead("history-archive").size() == 2);
        assertThat(dead("history-dispatch").get(1))
                .isEqualTo("field missing or unknown: to.uuid " + Topics.MESSAGES + ".dead");
    }

    @Test
    void messageOfAKindThatANewerGatewayHasBecomesADeadLetterAndHoldsUpNothing() {
        // Given
        gateway.login(bob, "phone");
        // When
        log.sendRaw(
                bob,
                MessageLog.message(alice, "pc", bob).setKindValue(99).build().toByteArray());
        var after = log.send(MessageLog.message(alice, "pc", bob));
        awaitDone(after);
        // Then
        String reason = "field missing or unknown: kind " + Topics.MESSAGES + ".dead";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dead("history-dispatch")).containsExactly(reason));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(dead("history-archive")).containsExactly(reason));
    }

    private List<String> dead(String consumer) {
        return log.dead.stream()
                .filter(record -> header(record, "dead-consumer").equals(consumer))
                .map(record -> header(record, "dead-reason") + " " + record.topic())
                .toList();
    }

    private static String header(org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name)).value(),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    private long archived(long one, long other) {
        long week = System.currentTimeMillis() / (7L * 24 * 3600 * 1000);
        return count("SELECT count(*) FROM archive WHERE app = " + Neighbours.APP + " AND uuid_low = "
                + Math.min(one, other) + " AND uuid_high = " + Math.max(one, other) + " AND week = " + week);
    }
}
