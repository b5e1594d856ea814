package io.openmimc.gateway.accept;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.sequence.SequenceClock;
import io.openmimc.kit.account.AccountEvents;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An account-service that is in memory, and its events, which are real. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class BlockedSenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public LocalStack stores;
    public Neighbours neighbours;

    @Inject
    Acceptor acceptor;

    @Inject
    SequenceClock clock;

    @Inject
    MessageLog log;

    @Inject
    AccountEvents events;

    @Inject
    Destinations destinations;

    @Inject
    KafkaConfig kafka;

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private Lane alice;
    private Lane bob;
    private final List<String> acceptedOfBob = new ArrayList<>();
    private int packets;

    @BeforeEach
    void ready() {
        await().atMost(PATIENCE).until(() -> log.ready() && clock.running());
        await().atMost(PATIENCE).until(() -> events.unbroken() != null);
        alice = lane("alice");
        bob = lane("bob");
        await().atMost(PATIENCE)
                .until(() -> refusal(lane("nobody"), "nobody else").isEmpty());
    }

    @AfterEach
    void restore() throws Exception {
        stores.process("kafka").signal("CONT");
        neighbours.open();
        neighbours.accounts().restore();
    }

    @Test
    void whoIsBlockedIsRefusedUntilItIsUnblockedAndNobodyElseIs() throws Exception {
        assertThat(refusal(bob, "alice")).isEmpty();

        neighbours.accounts().block(uuid(alice), uuid(bob));
        tell(alice, AccountChanged.Change.CHANGED);
        await().atMost(PATIENCE).until(() -> !refusal(bob, "alice").isEmpty());
        assertThat(refusal(bob, "alice")).isEqualTo("403 blocked by the recipient");
        assertThat(refusal(alice, "bob")).isEmpty();
        assertThat(refusal(lane("carol"), "alice")).isEmpty();

        neighbours.accounts().unblockAll(uuid(alice));
        tell(alice, AccountChanged.Change.CHANGED);
        await().atMost(PATIENCE).until(() -> refusal(bob, "alice").isEmpty());
        try (LogReader reader = new LogReader(kafka.bootstrap())) {
            // What was refused is not on the log.
            assertThat(reader.messages(message -> message.getFrom().getUuid() == uuid(bob)))
                    .extracting(AcceptedMessage::getPacketId)
                    .containsExactlyInAnyOrderElementsOf(acceptedOfBob);
        }
    }

    @Test
    void aRecipientIsAskedForOnceHoweverManyWriteToIt() {
        int before = neighbours.accounts().blockedAsked(uuid(alice));
        for (int i = 0; i < 50; i++) {
            assertThat(refusal(bob, "alice")).isEmpty();
            assertThat(refusal(lane("carol " + i), "alice")).isEmpty();
        }
        assertThat(neighbours.accounts().blockedAsked(uuid(alice)) - before).isEqualTo(1);
    }

    @Test
    void aRetryOfWhatWasAcceptedBeforeIsAnsweredAsAccepted() throws Exception {
        Accepted first = accept(bob, "alice", "before");
        neighbours.accounts().block(uuid(alice), uuid(bob));
        tell(alice, AccountChanged.Change.CHANGED);
        await().atMost(PATIENCE).until(() -> !refusal(bob, "alice").isEmpty());
        // The reservation is marked beside the answer.
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(accept(bob, "alice", "before"))
                .isEqualTo(first));
    }

    @Test
    void groupsAreNotAffected() throws Exception {
        long topic = neighbours.topics().create(uuid(alice), uuid(bob));
        neighbours.accounts().block(uuid(alice), uuid(bob));
        await().atMost(PATIENCE).until(() -> !refusal(bob, "alice").isEmpty());
        Submission toTopic = new Submission(
                Destination.topic(topic), "to topic", "", true, false, ByteString.copyFromUtf8("hello"), false);
        assertThat(join(bob.accept(toTopic)).sequence()).isPositive();
    }

    @Test
    void pushesOfTheBlockedAreRefusedAndThoseToOthersAreSent() {
        neighbours.accounts().block(uuid(alice), uuid(bob));
        Response one = push("/api/push/p2p/", new JsonObject().put("toAccount", name("alice")));
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(one.jsonPath().getInt("code")).isEqualTo(403);
        assertThat(one.jsonPath().getString("message")).isEqualTo("blocked by the recipient");

        JsonArray recipients =
                new JsonArray().add(name("carol")).add(name("alice")).add(name("dave"));
        Response more = push("/api/push/p2p/more", new JsonObject().put("toAccounts", recipients));
        assertThat(more.jsonPath().getInt("code")).isEqualTo(403);
        assertThat(more.jsonPath().getString("message"))
                .startsWith("toAccounts[1]: blocked by the recipient (1 of 3 were not sent");
        List<String> packetIds = more.jsonPath().getList("data.packetIds");
        assertThat(packetIds.get(1)).isNull();
        assertThat(Arrays.asList(packetIds.get(0), packetIds.get(2))).doesNotContainNull();
    }

    @Test
    void aPushToManyAsksForManyAtOnce() {
        JsonArray recipients = new JsonArray();
        for (int i = 0; i < 300; i++) {
            recipients.add(name("member " + i));
        }
        int before = neighbours.accounts().blockedCalls();
        push("/api/push/p2p/more", new JsonObject().put("toAccounts", recipients));
        assertThat(neighbours.accounts().blockedCalls() - before).isBetween(1, 299);
    }

    @Test
    void withoutAccountServiceKnownRecipientsAreWrittenToAndOthersAreNot() throws Exception {
        assertThat(refusal(bob, "alice")).isEmpty();
        assertThat(refusal(bob, "carol")).isEmpty();
        tell(lane("carol"), AccountChanged.Change.CHANGED);
        // Once it was forgotten, it is asked for anew.
        int asked = neighbours.accounts().blockedAsked(uuid(lane("carol")));
        await().atMost(PATIENCE)
                .until(() -> refusal(bob, "carol").isEmpty()
                        && neighbours.accounts().blockedAsked(uuid(lane("carol"))) > asked);
        neighbours.close();
        assertThat(refusal(bob, "alice")).isEmpty();
        tell(lane("carol"), AccountChanged.Change.CHANGED);
        await().atMost(PATIENCE).until(() -> refusal(bob, "carol").startsWith("503 "));
        neighbours.open();
        await().atMost(PATIENCE).until(() -> refusal(bob, "carol").isEmpty());
    }

    @Test
    void whileTheEventsOfABrokerThatIsSilentMayBeMissedEachMessageAsks() throws Exception {
        assertThat(refusal(bob, "alice")).isEmpty();
        stores.process("kafka").signal("STOP");
        await().atMost(PATIENCE).until(() -> events.unbroken() == null);
        neighbours.accounts().block(uuid(alice), uuid(bob)); // and nobody is told
        assertThat(destinations
                        .find(bob.sender(), Destination.account(name("alice")))
                        .toCompletableFuture())
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("blocked by the recipient");
        stores.process("kafka").signal("CONT");
        await().atMost(PATIENCE).until(() -> events.unbroken() != null);
        await().atMost(PATIENCE).until(() -> refusal(bob, "alice").startsWith("403 "));
    }

    private void tell(Lane of, AccountChanged.Change change)
            throws ExecutionException, InterruptedException, TimeoutException {
        AccountChanged event = AccountChanged.newBuilder()
                .setAppId(AccountService.APP)
                .setAccount(AccountRef.newBuilder()
                        .setUuid(uuid(of))
                        .setAccount(of.sender().account()))
                .setChange(change)
                .build();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.ACCOUNTS, Topics.key(uuid(of)), event.toByteArray()))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Response push(String path, JsonObject to) {
        JsonObject body = new JsonObject()
                .put("appId", Long.toString(AccountService.APP))
                .put("appKey", AccountService.KEY)
                .put("appSecret", AccountService.SECRET)
                .put("fromAccount", name("bob"))
                .put("fromResource", "backend")
                .put("msg", "hello")
                .mergeIn(to);
        return given().contentType("application/json").body(body.encode()).post(path);
    }

    /** Empty: accepted. */
    private String refusal(Lane from, String to) {
        String packetId = "p" + ++packets;
        String refusal = from.accept(message(to, packetId))
                .handle((accepted, failure) -> {
                    if (failure == null) {
                        return "";
                    }
                    ImException why = (ImException) Failures.cause(failure);
                    return why.code().number() + " " + why.getMessage();
                })
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (refusal.isEmpty() && from == bob) {
            acceptedOfBob.add(packetId);
        }
        return refusal;
    }

    private Accepted accept(Lane from, String to, String packetId) {
        return join(from.accept(message(to, packetId)));
    }

    private static Accepted join(CompletionStage<Accepted> accepted) {
        return accepted.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private Submission message(String to, String packetId) {
        return new Submission(
                Destination.account(name(to)), packetId, "", true, false, ByteString.copyFromUtf8("hello"), false);
    }

    private Lane lane(String account) {
        return acceptor.lane(new Sender(
                AccountService.APP,
                AccountService.PACKAGE,
                neighbours.accounts().uuid(AccountService.APP, name(account)),
                name(account),
                "phone"));
    }

    private static long uuid(Lane lane) {
        return lane.sender().uuid();
    }

    private String name(String account) {
        return account + " " + id;
    }
}
