package io.openmimc.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.Neighbours;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
/** A message that comes twice is one message. */
class RetryTest extends AcceptFixture {
    @Test
    void aRetryGetsTheFirstSequenceAndIsWrittenNoSecondTime() {
        Accepted first = answer(lane.accept(message("bob", "p1")));
        Accepted retry = answer(lane.accept(message("bob", "p1")));
        Accepted next = answer(lane.accept(message("bob", "p2"))); // same partition: all before it is on the log by now
        assertThat(retry).isEqualTo(first);
        assertThat(next.sequence()).isGreaterThan(first.sequence());
        assertThat(sequencesOnLog()).containsExactly(first.sequence(), next.sequence());
    }

    @Test
    void aRetryThroughAnotherGatewayGetsTheFirstSequenceToo() {
        Accepted first = answer(lane.accept(message("bob", "p1")));
        Lane other = anotherGateway().lane(lane.sender());
        awaitPassed("p1");
        assertThat(answer(other.accept(message("bob", "p1")))).isEqualTo(first);
        Accepted next = answer(other.accept(message("bob", "p2")));
        assertThat(sequencesOnLog()).containsExactly(first.sequence(), next.sequence());
    }

    @Test
    void thePacketIdsOfTwoResourcesAreTheirOwn() {
        Sender alice = lane.sender();
        Lane tablet =
                acceptor.lane(new Sender(alice.appId(), alice.appPackage(), alice.uuid(), alice.account(), "tablet"));
        Accepted phone = answer(lane.accept(message("bob", "p1")));
        assertThat(answer(tablet.accept(message("bob", "p1"))).sequence()).isGreaterThan(phone.sequence());
    }

    @Test
    void aRetryJoinsAnAttemptThatIsStillOnItsWay() throws Exception {
        warmUp("bob");
        Lane other = anotherGateway().lane(lane.sender());
        stores.process("kafka").signal("STOP");
        CompletionStage<Accepted> first = lane.accept(message("bob", "p1"));
        CompletionStage<Accepted> retry = acceptor.lane(lane.sender()).accept(message("bob", "p1"));
        await().atMost(PATIENCE).until(() -> !reservation("p1").isEmpty());
        CompletionStage<Accepted> elsewhere = other.accept(message("bob", "p1"));
        assertThat(first.toCompletableFuture()).isNotDone();
        stores.process("kafka").signal("CONT");
        Accepted accepted = answer(first);
        assertThat(answer(retry)).isEqualTo(accepted);
        assertThat(answer(elsewhere)).isEqualTo(accepted);
        // The other gateway cannot know: it writes again, and who reads filters by the sequence.
        assertThat(sequencesOnLog()).containsOnly(accepted.sequence());
    }

    @Test
    void aRetryOfAMessageWhoseFateIsUnknownHasItsSequence() throws Exception {
        warmUp("bob");
        stores.process("kafka").signal("STOP");
        long started = System.nanoTime();
        assertThat(refusal(lane.accept(message("bob", "p1")))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ANSWER_LIMIT);
        stores.process("kafka").signal("CONT");
        Accepted retry = answerSoon(() -> lane.accept(message("bob", "p1")));
        answer(lane.accept(message("bob", "p2")));
        assertThat(reservation("p1")).startsWith(retry.sequence() + " ");
        assertThat(reader.messages(m -> ours(m) && m.getPacketId().equals("p1")))
                .extracting(AcceptedMessage::getSequence)
                .containsOnly(retry.sequence());
    }

    @Test
    void aRetryOfAMessageThatWasRefusedIsWrittenThoughLaterOnesAreDone() throws Exception {
        neighbours.accounts().hold();
        assertThat(refusal(lane.accept(message("slow", "p1")))).isEqualTo(ErrorCode.UNAVAILABLE);
        neighbours.accounts().release();
        await().atMost(PATIENCE).until(() -> reservation("p1").endsWith(" p"));
        answer(lane.accept(message("bob", "p2")));
        awaitPassed("p2");
        Accepted retry = answerSoon(() -> lane.accept(message("slow", "p1")));
        assertThat(onlyMessage(retry.sequence()).getPacketId()).isEqualTo("p1");
        // The sequence is that of the first attempt, and now it is known that this one is done.
        assertThat(reservation("p1")).isEqualTo(retry.sequence() + " d");
    }

    @Test
    void aRetryOfAMessageThatWasRefusedBeforeItsAppWasKnownIsWritten() throws Exception {
        long unknown = neighbours.accounts().newApp();
        Acceptor impatient = anotherGateway(new ImpatientAccepting(config));
        lane = impatient.lane(sender(unknown, "alice"));
        neighbours.close();
        assertThat(refusal(lane.accept(message("bob", "p1")))).isEqualTo(ErrorCode.UNAVAILABLE);
        neighbours.open();
        answerSoon(() -> lane.accept(message("bob", "p2"))); // what waited for the app has gone on by now
        awaitPassed("p2");
        Lane patient = anotherGateway().lane(lane.sender());
        Accepted retry = answerSoon(() -> patient.accept(message("bob", "p1")));
        assertThat(onlyMessage(retry.sequence()).getPacketId()).isEqualTo("p1");
    }

    @Test
    void aRetryOfAMessageThatFailedWhileRedisWasAwayIsWritten() throws Exception {
        warmUp("bob");
        stores.process("kafka").signal("STOP");
        CompletionStage<Accepted> first = lane.accept(message("bob", "p1"));
        await().atMost(PATIENCE).until(() -> !reservation("p1").isEmpty());
        String owner = owner("p1");
        stores.process("kafka").kill();
        stores.process("redis").kill();
        assertThat(refusal(first)).isEqualTo(ErrorCode.UNAVAILABLE);
        stores.process("redis").start();
        stores.process("kafka").start();
        answerSoon(() -> lane.accept(message("bob", "first that gets through")));
        answer(lane.accept(message("bob", "p2")));
        awaitPassed("p2");
        assertThat(owner("p2")).as("the watermark of what came after").isNotEqualTo(owner);
        assertThat(reservation("p1")).as("what nobody could change").endsWith(owner);
        Accepted retry = answerSoon(() -> lane.accept(message("bob", "p1")));
        assertThat(reader.messages(m -> ours(m) && m.getPacketId().equals("p1")))
                .extracting(AcceptedMessage::getSequence)
                .contains(retry.sequence())
                .containsOnly(retry.sequence());
    }

    @Test
    void redisMayBeKilledAndComeBack() {
        Accepted before = answer(lane.accept(message("bob", "p1")));
        awaitPassed("p1");
        stores.process("redis").kill();
        assertThat(timedRefusal(message("bob", "p2"))).isEqualTo(ErrorCode.UNAVAILABLE);
        stores.process("redis").start();
        Accepted after = answerSoon(() -> lane.accept(message("bob", "p2")));
        assertThat(after.sequence()).isGreaterThan(before.sequence());
        assertThat(answer(lane.accept(message("bob", "p1")))).as("its retry").isEqualTo(before);
    }

    @Test
    void redisMayLoseItsData() throws Exception {
        Accepted before = answer(lane.accept(message("bob", "p1")));
        redis.call("test", commands -> commands.flushall())
                .toCompletableFuture()
                .get();
        Accepted after = answerSoon(() -> lane.accept(message("bob", "p2")));
        assertThat(after.sequence()).isGreaterThan(before.sequence());
    }
}
