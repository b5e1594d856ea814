package io.openmimc.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.admission.Admission;
import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.gateway.limit.SendLimits;
import io.openmimc.gateway.sequence.SequenceClock;
import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.runtime.StartupEvent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Messages that are handed to this gateway without a connection, and the log that they are on. */
abstract class AcceptFixture {
    /**
     * Answers come within 4.5 s, because SDKs drop their connection after 5 s without one. Seen from a test on a busy
     * machine it can be more; without a time limit of ours it would be much more.
     */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    static final Duration PATIENCE = Duration.ofSeconds(30);

    public LocalStack stores;
    public Neighbours neighbours;

    @Inject
    Acceptor acceptor;

    @Inject
    Admission admission;

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
    EventLoops eventLoops;

    @Inject
    KafkaConfig kafka;

    @Inject
    TopicSetup topics;

    /** Of this test, so that tests do not meet. */
    final String id = UUID.randomUUID().toString().substring(0, 8);

    final List<MessageLog> otherLogs = new ArrayList<>();
    LogReader reader;
    Lane lane;

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
        stores.process("kafka").signal("CONT");
        for (String store : List.of("redis", "kafka")) {
            stores.process(store).start();
            stores.process(store).awaitReady();
        }
        neighbours.open();
        neighbours.accounts().restore();
        reader.close();
        otherLogs.forEach(MessageLog::close);
    }

    /** A second gateway: its own attempts, sequences and log producer on the same stores. */
    Acceptor anotherGateway() {
        return anotherGateway(config);
    }

    Acceptor anotherGateway(AcceptConfig config) {
        return anotherGateway(config, admission);
    }

    Acceptor anotherGateway(AcceptConfig config, Admission admission) {
        MessageLog itsLog = new MessageLog(config, kafka, topics, eventLoops);
        otherLogs.add(itsLog);
        itsLog.start(new StartupEvent());
        await().atMost(PATIENCE).until(itsLog::ready);
        var itsMetrics = new AcceptMetrics(new SimpleMeterRegistry());
        var itsReservations = new Reservations(redis);
        var itsWatermarks = new Watermarks(itsReservations, clock, itsMetrics);
        itsWatermarks.start(new StartupEvent(), eventLoops);
        return new Acceptor(
                new Entrance(admission, new KnownPackets(itsReservations), itsMetrics, config),
                apps,
                destinations,
                limits,
                clock,
                itsReservations,
                itsWatermarks,
                itsLog,
                itsMetrics,
                refusals,
                config);
    }

    Sender sender(String account) {
        return sender(AccountService.APP, account);
    }

    Sender sender(long appId, String account) {
        String name = account + " " + id;
        return new Sender(appId, AccountService.PACKAGE, neighbours.accounts().uuid(appId, name), name, "phone");
    }

    Submission message(String to, String packetId) {
        return new Submission(
                Destination.account(to + " " + id), packetId, "", true, false, ByteString.copyFromUtf8("hello"), false);
    }

    Submission payload(String packetId, int bytes) {
        return new Submission(
                Destination.account("bob " + id),
                packetId,
                "",
                true,
                false,
                ByteString.copyFrom(new byte[bytes]),
                false);
    }

    void warmUp(String to) {
        answer(lane.accept(message(to, "warm-up")));
    }

    boolean ours(AcceptedMessage message) {
        return message.getFrom().getUuid() == lane.sender().uuid()
                && message.getTo().getAccount().endsWith(id)
                && !message.getPacketId().equals("warm-up");
    }

    List<Long> sequencesOnLog() {
        return reader.messages(this::ours).stream()
                .map(AcceptedMessage::getSequence)
                .toList();
    }

    AcceptedMessage onlyMessage(long sequence) {
        List<AcceptedMessage> found = reader.messages(m -> m.getSequence() == sequence);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    String reservation(String packetId) throws Exception {
        String value = redis.call(
                        "test",
                        commands -> commands.get(
                                Reservation.packet(lane.sender(), packetId).key()))
                .toCompletableFuture()
                .get();
        return value == null ? "" : value;
    }

    String owner(String packetId) throws Exception {
        return reservation(packetId).split(" ")[2];
    }

    /** Until every gateway can know that it is on the log: a moment after its answer. */
    void awaitPassed(String packetId) {
        await().atMost(PATIENCE).until(() -> {
            String owner = owner(packetId);
            String timeMs = redis.call("test", commands -> commands.get("accepted:" + owner))
                    .toCompletableFuture()
                    .get();
            long sequence = Long.parseLong(reservation(packetId).split(" ")[0]);
            return timeMs != null && Sequence.timestampMs(sequence) < Long.parseLong(timeMs);
        });
    }

    ErrorCode timedRefusal(Submission submission) {
        long started = System.nanoTime();
        ErrorCode code = refusal(lane.accept(submission));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ANSWER_LIMIT);
        return code;
    }

    interface Try {
        CompletionStage<Accepted> send();
    }

    /** Sends until it is accepted: what an app does that gets UNAVAILABLE. */
    static Accepted answerSoon(Try attempt) {
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> answer(attempt.send()), accepted -> true);
    }

    static Accepted answer(CompletionStage<Accepted> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    static ErrorCode refusal(CompletionStage<Accepted> stage) {
        ErrorCode code = outcome(stage);
        assertThat(code).as("refused").isNotNull();
        return code;
    }

    /** Null: accepted. */
    static ErrorCode outcome(CompletionStage<Accepted> stage) {
        return stage.handle(
                        (accepted, failure) -> failure == null ? null : ((ImException) Failures.cause(failure)).code())
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
