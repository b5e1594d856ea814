package io.openmimc.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class AcceptTest extends AcceptFixture {
    @Test
    void anAnsweredMessageIsOnTheLogWithAllThatWasSent() {
        Submission submission = new Submission(
                Destination.account("bob " + id), "p1", "TEXT", false, true, ByteString.copyFromUtf8("你好 🚀"), false);
        Accepted accepted = answer(lane.accept(submission));

        AcceptedMessage message = onlyMessage(accepted.sequence());
        assertThat(accepted.timestampMs()).isEqualTo(Sequence.timestampMs(accepted.sequence()));
        assertThat(message.getTimestamp()).isEqualTo(accepted.timestampMs());
        assertThat(message.getAppId()).isEqualTo(AccountService.APP);
        assertThat(message.getKind()).isEqualTo(Kind.P2P);
        assertThat(message.getFrom().getAccount()).isEqualTo(lane.sender().account());
        assertThat(message.getFrom().getUuid()).isEqualTo(lane.sender().uuid());
        assertThat(message.getFromResource()).isEqualTo("phone");
        assertThat(message.getTo().getAccount()).isEqualTo("bob " + id);
        assertThat(message.getTo().getUuid()).isEqualTo(neighbours.accounts().uuid(AccountService.APP, "bob " + id));
        assertThat(message.getBizType()).isEqualTo("TEXT");
        assertThat(message.getIsStore()).isFalse();
        assertThat(message.getConversation()).isTrue();
        assertThat(message.getPayload().toStringUtf8()).isEqualTo("你好 🚀");
        assertThat(reader.keyOf("p1")).isNotNull();
        assertThat(reader.messages(m -> m.getSequence() == accepted.sequence())).hasSize(1);
        assertThat(Topics.key(message.getTo().getUuid())).hasSize(8);
    }

    @Test
    void aConversationKeepsItsOrderWhileItsRecipientIsLookedUpAndHoldsUpNoOther() {
        neighbours.accounts().hold();
        List<CompletionStage<Accepted>> toSlow = IntStream.range(0, 20)
                .mapToObj(i -> lane.accept(message("slow", "s" + i)))
                .toList();
        List<CompletionStage<Accepted>> toBob = IntStream.range(0, 20)
                .mapToObj(i -> lane.accept(message("bob", "b" + i)))
                .toList();
        toBob.forEach(AcceptFixture::answer);
        assertThat(toSlow.get(0).toCompletableFuture()).as("the slow one").isNotDone();
        neighbours.accounts().release();
        toSlow.forEach(AcceptFixture::answer);
        assertThat(reader.messages(m -> ours(m) && m.getPacketId().startsWith("s")))
                .extracting(AcceptedMessage::getPacketId)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "s" + i).toList());
        assertThat(reader.messages(m -> ours(m) && m.getPacketId().startsWith("s")))
                .extracting(AcceptedMessage::getSequence)
                .isSorted();
    }

    @Test
    void manyMessagesInARowKeepTheirOrder() {
        List<CompletableFuture<Accepted>> answers = new ArrayList<>();
        List<String> packets = IntStream.range(0, 2_000).mapToObj(i -> "m" + i).toList();
        for (int i = 0; i < packets.size(); i++) {
            if (i >= Lane.MAX_IN_FLIGHT) {
                answer(answers.get(i - Lane.MAX_IN_FLIGHT));
            }
            answers.add(lane.accept(message("bob", packets.get(i))).toCompletableFuture());
        }
        List<Long> sequences = answers.stream().map(a -> answer(a).sequence()).toList();
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        assertThat(reader.messages(this::ours))
                .extracting(AcceptedMessage::getPacketId)
                .containsExactlyElementsOf(packets);
        assertThat(reader.messages(this::ours))
                .extracting(AcceptedMessage::getSequence)
                .containsExactlyElementsOf(sequences);
    }

    @Test
    void aMessageThatFailsFailsAlone() {
        CompletionStage<Accepted> before = lane.accept(message("bob", "p1"));
        CompletionStage<Accepted> broken = lane.accept(message("broken", "p2"));
        CompletionStage<Accepted> after = lane.accept(message("bob", "p3"));
        assertThat(refusal(broken)).isEqualTo(ErrorCode.INTERNAL);
        assertThat(answer(after).sequence()).isGreaterThan(answer(before).sequence());
    }

    @Test
    void whatIsNotAMessageIsRefusedWithItsCode() {
        assertThat(refusal(lane.accept(message("bob", "")))).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(lane.accept(message("bob", "x".repeat(257))))).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(lane.accept(payload("p", 0)))).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(lane.accept(payload("p", 15_361)))).isEqualTo(ErrorCode.TOO_LARGE);
        for (String account : List.of("", "a\u0000b", "x".repeat(10_000))) {
            Submission submission = new Submission(
                    Destination.account(account), "p", "", true, false, ByteString.copyFromUtf8("x"), false);
            assertThat(refusal(lane.accept(submission))).isEqualTo(ErrorCode.BAD_REQUEST);
        }
        Sender nobody = new Sender(404, "", 1, "nobody", "phone");
        assertThat(refusal(acceptor.lane(nobody).accept(message("bob", "p")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(answer(lane.accept(payload("fits", 15_360))).sequence()).isPositive();
    }

    @Test
    void aBurstOfFiftyPassesAndAFloodDoesNot() {
        Sender sender = new Sender(AccountService.SMALL_APP, "", id.hashCode(), "flood", "phone");
        Lane small = acceptor.lane(sender);
        List<CompletionStage<Accepted>> burst = IntStream.range(0, 50)
                .mapToObj(i -> small.accept(message("bob", "p" + i)))
                .toList();
        burst.forEach(AcceptFixture::answer);
        List<ErrorCode> flood = IntStream.range(0, 30)
                .mapToObj(i -> small.accept(message("bob", "f" + i)))
                .map(AcceptFixture::outcome)
                .toList();
        assertThat(flood).filteredOn(ErrorCode.RATE_LIMITED::equals).hasSizeGreaterThan(10);
    }

    @Test
    void aLaneHoldsSixtyFourMessagesAndRefusesMore() {
        neighbours.accounts().hold();
        List<CompletionStage<Accepted>> full = IntStream.range(0, 64)
                .mapToObj(i -> lane.accept(message("slow64", "p" + i)))
                .toList();
        assertThat(refusal(lane.accept(message("bob", "more")))).isEqualTo(ErrorCode.RATE_LIMITED);
        neighbours.accounts().release();
        full.forEach(AcceptFixture::answer);
        assertThat(answer(lane.accept(message("bob", "again"))).sequence()).isPositive();
    }

    @Test
    void kafkaMayBeKilledAndComeBackAndNothingAnsweredIsLost() {
        warmUp("bob");
        List<Long> acked = new ArrayList<>();
        acked.add(answer(lane.accept(message("bob", "before"))).sequence());
        StackProcess broker = stores.process("kafka");
        List<CompletionStage<Accepted>> during = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            during.add(lane.accept(message("bob", "d" + i)));
        }
        broker.kill();
        assertThat(timedRefusal(message("bob", "while away"))).isEqualTo(ErrorCode.UNAVAILABLE);
        broker.start();
        acked.add(answerSoon(() -> lane.accept(message("bob", "after"))).sequence());
        for (CompletionStage<Accepted> one : during) {
            if (outcome(one) == null) {
                acked.add(answer(one).sequence());
            }
        }
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(sequencesOnLog())
                .containsAll(acked));
    }

    @Test
    void accountServiceMayBeAwayAndComeBack() {
        warmUp("bob");
        neighbours.close();
        assertThat(answer(lane.accept(message("bob", "p1"))).sequence())
                .as("a known recipient")
                .isPositive();
        assertThat(timedRefusal(message("stranger", "p2"))).isEqualTo(ErrorCode.UNAVAILABLE);
        neighbours.open();
        assertThat(answerSoon(() -> lane.accept(message("stranger", "p2"))).sequence())
                .isPositive();
    }
}
