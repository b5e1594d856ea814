package io.openmimc.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.limit.SendLimits;
import io.openmimc.gateway.sequence.SequenceClock;
import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.local.LocalStack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class AcceptTest {
    /**
     * Answers come within 4.5 s, because SDKs drop their connection after 5 s without one. Seen from a test on a busy
     * machine it can be more; without a time limit of ours it would be much more.
     */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public LocalStack stores;
    public Neighbours neighbours;

    @Inject
    Acceptor acceptor;

    @Inject
    AppDirectory apps;

    @Inject
    AccountEvents accountEvents;

    @Inject
    Destinations destinations;

    @Inject
    SendLimits limits;

    @Inject
    SequenceClock clock;

    @Inject
    Redis redis;

    @Inject
    MessageLog log;

    @Inject
    AcceptMetrics metrics;

    @Inject
    Refusals refusals;

    @Inject
    AcceptConfig config;

    @Inject
    KafkaConfig kafka;

    @Inject
    TopicSetup topics;

    /** Of this test, so that tests do not meet. */
    private final String id = UUID.randomUUID().toString().substring(0, 8);

    private final List<MessageLog> otherLogs = new ArrayList<>();
    private LogReader reader;
    private Lane lane;

    @BeforeEach
    void ready() {
        await().atMost(PATIENCE).until(() -> log.ready() && clock.running());
        // Without them account-service is asked for each message.
        await().atMost(PATIENCE).until(() -> accountEvents.unbroken() != null);
        reader = new LogReader(kafka.bootstrap());
        lane = acceptor.lane(sender("alice"));
        // The first calls of a cold JVM on a busy machine may come too late.
        answerSoon(() -> acceptor.lane(sender("nobody"))
                .accept(message("nobody", UUID.randomUUID().toString())));
    }

    /** Whatever a test did, and however it ended. */
    @AfterEach
    void restore() throws Exception {
        signal("CONT", stores.process("kafka"));
        for (String store : List.of("redis", "kafka")) {
            stores.process(store).start();
            stores.process(store).awaitReady();
        }
        neighbours.open();
        neighbours.accounts().restore();
        reader.close();
        otherLogs.forEach(MessageLog::close);
    }

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
        signal("STOP", stores.process("kafka"));
        CompletionStage<Accepted> first = lane.accept(message("bob", "p1"));
        CompletionStage<Accepted> retry = acceptor.lane(lane.sender()).accept(message("bob", "p1"));
        await().atMost(PATIENCE).until(() -> !reservation("p1").isEmpty());
        CompletionStage<Accepted> elsewhere = other.accept(message("bob", "p1"));
        assertThat(first.toCompletableFuture()).isNotDone();
        signal("CONT", stores.process("kafka"));
        Accepted accepted = answer(first);
        assertThat(answer(retry)).isEqualTo(accepted);
        assertThat(answer(elsewhere)).isEqualTo(accepted);
        // The other gateway cannot know: it writes again, and who reads filters by the sequence.
        assertThat(sequencesOnLog()).containsOnly(accepted.sequence());
    }

    @Test
    void aRetryOfAMessageWhoseFateIsUnknownHasItsSequence() throws Exception {
        warmUp("bob");
        signal("STOP", stores.process("kafka"));
        long started = System.nanoTime();
        assertThat(refusal(lane.accept(message("bob", "p1")))).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ANSWER_LIMIT);
        signal("CONT", stores.process("kafka"));
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
    void aRetryOfAMessageThatFailedWhileRedisWasAwayIsWritten() throws Exception {
        warmUp("bob");
        signal("STOP", stores.process("kafka"));
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
    void aConversationKeepsItsOrderWhileItsRecipientIsLookedUpAndHoldsUpNoOther() {
        neighbours.accounts().hold();
        List<CompletionStage<Accepted>> toSlow = IntStream.range(0, 20)
                .mapToObj(i -> lane.accept(message("slow", "s" + i)))
                .toList();
        List<CompletionStage<Accepted>> toBob = IntStream.range(0, 20)
                .mapToObj(i -> lane.accept(message("bob", "b" + i)))
                .toList();
        toBob.forEach(AcceptTest::answer);
        assertThat(toSlow.get(0).toCompletableFuture()).as("the slow one").isNotDone();
        neighbours.accounts().release();
        toSlow.forEach(AcceptTest::answer);
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
        burst.forEach(AcceptTest::answer);
        List<ErrorCode> flood = IntStream.range(0, 30)
                .mapToObj(i -> small.accept(message("bob", "f" + i)))
                .map(AcceptTest::outcome)
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
        full.forEach(AcceptTest::answer);
        assertThat(answer(lane.accept(message("bob", "again"))).sequence()).isPositive();
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

    /** A second gateway: its own attempts, sequences and log producer on the same stores. */
    private Acceptor anotherGateway() {
        MessageLog itsLog = new MessageLog(config, kafka, topics);
        otherLogs.add(itsLog);
        itsLog.start(new StartupEvent());
        await().atMost(PATIENCE).until(itsLog::ready);
        var itsMetrics = new AcceptMetrics(new SimpleMeterRegistry());
        var itsReservations = new Reservations(redis);
        return new Acceptor(
                apps,
                destinations,
                limits,
                clock,
                itsReservations,
                new Watermarks(itsReservations, clock, itsMetrics),
                itsLog,
                itsMetrics,
                refusals,
                config);
    }

    private Sender sender(String account) {
        String name = account + " " + id;
        return new Sender(
                AccountService.APP,
                AccountService.PACKAGE,
                neighbours.accounts().uuid(AccountService.APP, name),
                name,
                "phone");
    }

    private Submission message(String to, String packetId) {
        return new Submission(
                Destination.account(to + " " + id), packetId, "", true, false, ByteString.copyFromUtf8("hello"), false);
    }

    private Submission payload(String packetId, int bytes) {
        return new Submission(
                Destination.account("bob " + id),
                packetId,
                "",
                true,
                false,
                ByteString.copyFrom(new byte[bytes]),
                false);
    }

    private void warmUp(String to) {
        answer(lane.accept(message(to, "warm-up")));
    }

    private boolean ours(AcceptedMessage message) {
        return message.getFrom().getUuid() == lane.sender().uuid()
                && message.getTo().getAccount().endsWith(id)
                && !message.getPacketId().equals("warm-up");
    }

    private List<Long> sequencesOnLog() {
        return reader.messages(this::ours).stream()
                .map(AcceptedMessage::getSequence)
                .toList();
    }

    private AcceptedMessage onlyMessage(long sequence) {
        List<AcceptedMessage> found = reader.messages(m -> m.getSequence() == sequence);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private String reservation(String packetId) throws Exception {
        String value = redis.call(
                        "test",
                        commands -> commands.get(
                                Reservation.packet(lane.sender(), packetId).key()))
                .toCompletableFuture()
                .get();
        return value == null ? "" : value;
    }

    private String owner(String packetId) throws Exception {
        return reservation(packetId).split(" ")[2];
    }

    /** Until every gateway can know that it is on the log: a moment after its answer. */
    private void awaitPassed(String packetId) {
        await().atMost(PATIENCE).until(() -> {
            String owner = owner(packetId);
            String timeMs = redis.call("test", commands -> commands.get("accepted:" + owner))
                    .toCompletableFuture()
                    .get();
            long sequence = Long.parseLong(reservation(packetId).split(" ")[0]);
            return timeMs != null && Sequence.timestampMs(sequence) < Long.parseLong(timeMs);
        });
    }

    private ErrorCode timedRefusal(Submission submission) {
        long started = System.nanoTime();
        ErrorCode code = refusal(lane.accept(submission));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ANSWER_LIMIT);
        return code;
    }

    private static void signal(String signal, StackProcess process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid().orElseThrow()))
                .start()
                .waitFor();
    }

    private interface Try {
        CompletionStage<Accepted> send();
    }

    /** Sends until it is accepted: what an app does that gets UNAVAILABLE. */
    private static Accepted answerSoon(Try attempt) {
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> answer(attempt.send()), accepted -> true);
    }

    private static Accepted answer(CompletionStage<Accepted> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
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
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
