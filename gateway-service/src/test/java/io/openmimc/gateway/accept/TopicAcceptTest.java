package io.openmimc.gateway.accept;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.sequence.SequenceClock;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class TopicAcceptTest {
    public Neighbours neighbours;

    @Inject
    Acceptor acceptor;

    @Inject
    SequenceClock clock;

    @Inject
    MessageLog log;

    @Inject
    KafkaConfig kafka;

    /** Of this test, so that tests do not meet. */
    private final long alice = UUID.randomUUID().getMostSignificantBits() >>> 1;

    private final long bob = alice - 1;
    private LogReader reader;
    private Lane lane;

    @BeforeEach
    void ready() {
        await().atMost(ofSeconds(20)).until(() -> log.ready() && clock.running());
        reader = new LogReader(kafka.bootstrap());
        lane = acceptor.lane(sender(alice));
        // The first calls of a cold JVM on a busy machine may come too late.
        long warm = neighbours.topics().create(alice);
        await().atMost(ofSeconds(25)).until(() -> outcome(lane.accept(message(warm, "warm-up"))) == null);
    }

    @AfterEach
    void restore() {
        neighbours.open();
        reader.close();
    }

    @Test
    void aMembersMessageIsOneRecordUnderItsTopic() {
        // Given
        long topic = neighbours
                .topics()
                .create(LongStream.rangeClosed(alice, alice + 499).toArray());
        // When
        Accepted accepted = answer(lane.accept(message(topic, "p" + topic)));
        // Then
        List<AcceptedMessage> found = reader.messages(m -> m.getTopicId() == topic);
        assertThat(found).hasSize(1);
        AcceptedMessage message = found.get(0);
        assertThat(message.getSequence()).isEqualTo(accepted.sequence());
        assertThat(message.getKind()).isEqualTo(Kind.P2T);
        assertThat(message.hasTo()).isFalse();
        assertThat(message.getFrom().getUuid()).isEqualTo(alice);
        assertThat(message.getPayload().toStringUtf8()).isEqualTo("hello");
        assertThat(reader.keyOf("p" + topic)).isEqualTo(Topics.key(topic));
    }

    @Test
    void whoIsNoMemberIsRefused() {
        assertThat(refusal(lane.accept(message(neighbours.topics().create(bob), "p1"))))
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void whoCameInAMomentAgoMaySend() {
        // Given
        long topic = neighbours.topics().create(bob);
        answer(acceptor.lane(sender(bob)).accept(message(topic, "p0"))); // the roster is known now
        // When
        neighbours.topics().change(topic, bob, alice); // and no event tells of it
        // Then
        answer(lane.accept(message(topic, "p" + topic)));
        assertThat(reader.messages(m -> m.getPacketId().equals("p" + topic)))
                .extracting(AcceptedMessage::getTopicVersion)
                .containsExactly(2L);
    }

    @Test
    void anUnknownTopicAndOneOfAnotherAppAreNotThere() {
        // Given
        long ofAnotherApp = neighbours.topics().create(alice);
        Sender stranger = new Sender(AccountService.SMALL_APP, "", alice, "alice", "phone");
        // Then
        assertThat(refusal(lane.accept(message(404, "p1")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(acceptor.lane(stranger).accept(message(ofAnotherApp, "p2"))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(lane.accept(message(0, "p3")))).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(refusal(lane.accept(message(-1, "p4")))).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void aRetryOfAnAcceptedMessageIsAnsweredThoughItsSenderHasLeft() {
        // Given
        long topic = neighbours.topics().create(alice, bob);
        Accepted first = answer(lane.accept(message(topic, "p1")));
        await().atMost(ofSeconds(10))
                .until(() -> answer(lane.accept(message(topic, "p1"))).equals(first));
        // When
        neighbours.topics().change(topic, bob);
        await().atMost(ofSeconds(10))
                .until(() -> outcome(lane.accept(message(topic, "q" + System.nanoTime()))) == ErrorCode.FORBIDDEN);
        // Then
        assertThat(answer(lane.accept(message(topic, "p1")))).isEqualTo(first);
        assertThat(reader.messages(
                        m -> m.getTopicId() == topic && m.getPacketId().equals("p1")))
                .hasSize(1);
    }

    @Test
    void whoIsRemovedIsRefusedWithinASecond() {
        // Given
        long topic = neighbours.topics().create(alice, bob);
        answer(lane.accept(message(topic, "p0")));
        // When
        neighbours.topics().change(topic, bob); // and no event tells of it
        long removed = System.nanoTime();
        // Then
        await().atMost(ofSeconds(10)).until(() -> {
            long sent = System.nanoTime();
            boolean accepted = outcome(lane.accept(message(topic, "p" + sent))) == null;
            assertThat(accepted && sent - removed >= TimeUnit.SECONDS.toNanos(1))
                    .as("accepted a second after the removal")
                    .isFalse();
            return !accepted;
        });
    }

    @Test
    void aBusyTopicNeedsNoQuestionForEachMessage() {
        // Given
        long topic = neighbours.topics().create(alice);
        answer(lane.accept(message(topic, "p0")));
        int before = neighbours.topics().rosters();
        // When
        List<CompletionStage<Accepted>> stages = IntStream.rangeClosed(1, 49)
                .mapToObj(i -> lane.accept(message(topic, "p" + i)))
                .toList();
        stages.forEach(TopicAcceptTest::answer);
        // Then
        assertThat(neighbours.topics().rosters() - before).isLessThan(5);
    }

    @Test
    void messagesOfOneSenderKeepTheirOrderInATopic() {
        // Given
        long topic = neighbours.topics().create(alice);
        // When
        List<CompletionStage<Accepted>> stages = IntStream.range(0, 40)
                .mapToObj(i -> lane.accept(message(topic, "p" + i)))
                .toList();
        stages.forEach(TopicAcceptTest::answer);
        // Then
        assertThat(reader.messages(m -> m.getTopicId() == topic))
                .extracting(AcceptedMessage::getPacketId)
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> "p" + i).toList());
    }

    @Test
    void topicServiceMayBeAwayAndComeBack() {
        // Given
        long known = neighbours.topics().create(alice);
        long unknown = neighbours.topics().create(alice);
        answer(lane.accept(message(known, "p1")));
        // When
        neighbours.close();
        // Then
        assertThat(answer(lane.accept(message(known, "p2"))).sequence()).isPositive();
        assertThat(refusal(lane.accept(message(unknown, "p3")))).isEqualTo(ErrorCode.UNAVAILABLE);
        neighbours.open();
        await().atMost(ofSeconds(25)).until(() -> outcome(lane.accept(message(unknown, "p3"))) == null);
    }

    @Test
    void aTopicThatIsGoneTakesNoMessages() {
        // Given
        long topic = neighbours.topics().create(alice);
        answer(lane.accept(message(topic, "p1")));
        // When
        neighbours.topics().dismiss(topic);
        // Then
        await().atMost(ofSeconds(10))
                .until(() -> outcome(lane.accept(message(topic, "p" + System.nanoTime()))) == ErrorCode.NOT_FOUND);
    }

    private static Sender sender(long uuid) {
        return new Sender(AccountService.APP, "io.openmimc.test", uuid, "member " + uuid, "phone");
    }

    private static Submission message(long topic, String packetId) {
        return new Submission(
                Destination.topic(topic), packetId, "", true, false, ByteString.copyFromUtf8("hello"), false);
    }

    private static Accepted answer(CompletionStage<Accepted> stage) {
        return stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static ErrorCode refusal(CompletionStage<Accepted> stage) {
        ErrorCode code = outcome(stage);
        assertThat(code).as("refused").isNotNull();
        return code;
    }

    /** Null: accepted. */
    private static ErrorCode outcome(CompletionStage<Accepted> stage) {
        return stage.handle(
                        (accepted, failure) -> failure == null ? null : ((ImException) Failures.cause(failure)).code())
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }
}
