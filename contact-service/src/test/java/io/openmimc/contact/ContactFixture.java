package io.openmimc.contact;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.google.protobuf.ByteString;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.ProducerSettings;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the running service share: the real stores, accounts of their own, the log of messages. */
abstract class ContactFixture {
    static final long APP = AccountServiceStandIn.APP;
    /** For what comes by itself: the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

    public LocalStack stack;
    public AccountServiceStandIn accounts;
    public Neighbours neighbours;

    @Inject
    KafkaConfig kafka;

    @Inject
    TopicSetup topicSetup;

    @Inject
    Cassandra cassandra;

    final String alice = account("alice");
    final String bob = account("bob");
    final String carol = account("carol");
    final long now = System.currentTimeMillis();
    private Producer<byte[], byte[]> producer;

    static String account(String name) {
        return name + " " + RUN + "-" + COUNTER.incrementAndGet();
    }

    @BeforeEach
    void open() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cassandra.ready().toCompletableFuture().isDone());
        topicSetup
                .ensure(List.of(Topics.MESSAGES, Topics.dead(Topics.MESSAGES), Topics.ACCOUNTS))
                .toCompletableFuture()
                .join();
        producer = ProducerSettings.background("test").open(kafka);
    }

    @AfterEach
    void close() {
        producer.close(Duration.ofSeconds(1));
    }

    long uuid(String account) {
        return accounts.uuid(APP, account);
    }

    AccountRef ref(String account) {
        return AccountRef.newBuilder()
                .setUuid(uuid(account))
                .setAccount(account)
                .build();
    }

    private AcceptedMessage.Builder message(long ms, String from) {
        int number = COUNTER.incrementAndGet();
        return AcceptedMessage.newBuilder()
                .setSequence(Sequence.of(ms, number >> 12 & Sequence.MAX_NODE, number & Sequence.MAX_COUNTER))
                .setTimestamp(ms)
                .setAppId(APP)
                .setFrom(ref(from))
                .setFromResource("phone")
                .setPacketId("packet-" + number)
                .setIsStore(true)
                .setPayload(ByteString.copyFromUtf8("message " + number + " 你好 🙂"));
    }

    AcceptedMessage.Builder p2p(long ms, String from, String to) {
        return message(ms, from).setKind(Kind.P2P).setTo(ref(to));
    }

    AcceptedMessage.Builder p2t(long ms, String from, long topicId) {
        return message(ms, from).setKind(Kind.P2T).setTopicId(topicId);
    }

    AcceptedMessage send(AcceptedMessage.Builder message) {
        return send(message.build());
    }

    AcceptedMessage send(AcceptedMessage message) {
        long key = message.getKind() == Kind.P2T
                ? message.getTopicId()
                : message.getTo().getUuid();
        producer.send(new ProducerRecord<>(Topics.MESSAGES, Topics.key(key), message.toByteArray()));
        return message;
    }

    void sendRaw(String topic, long key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, Topics.key(key), value));
    }

    /** As account-service tells it; the account does not exist any more. */
    void delete(String account) {
        AccountRef gone = ref(account);
        accounts.delete(APP, account);
        producer.send(new ProducerRecord<>(
                Topics.ACCOUNTS,
                Topics.key(gone.getUuid()),
                AccountChanged.newBuilder()
                        .setAppId(APP)
                        .setAccount(gone)
                        .setChange(AccountChanged.Change.DELETED)
                        .setTimestamp(now)
                        .build()
                        .toByteArray()));
    }

    RequestSpecification by(String account) {
        return given().header("token", accounts.token(APP, account));
    }

    /** The list, as an account's client gets it. */
    JsonPath list(String account) {
        return data(() -> by(account).get("/api/contact/"));
    }

    JsonPath removePeer(String account, String member) {
        return data(() -> by(account).queryParam("member", member).delete("/api/contact/p2p/session"));
    }

    JsonPath removeTopic(String account, long topicId) {
        return data(() -> by(account).queryParam("topicId", topicId).delete("/api/contact/p2t/session"));
    }

    /** A Cassandra without a processor answers too late; an account may ask only so often: who asks tries again. */
    private static JsonPath data(java.util.function.Supplier<io.restassured.response.Response> call) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            var response = call.get();
                            assertThat(response.statusCode()).isEqualTo(200);
                            return response.jsonPath();
                        },
                        answer -> answer.getInt("code") == 200);
    }

    static List<String> names(JsonPath list) {
        return list.getList("data.name");
    }

    static List<String> sequences(JsonPath list) {
        return list.getList("data.lastMessage.sequence");
    }

    static String sequence(AcceptedMessage message) {
        return Long.toString(message.getSequence());
    }

    /** Waits until an account's list has the message as the last one of its conversation. */
    void awaitListed(String account, AcceptedMessage message) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> sequences(list(account))
                .contains(sequence(message)));
    }

    long count(String cql) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> cassandra
                                .execute("test", SimpleStatement.newInstance(cql))
                                .toCompletableFuture()
                                .join()
                                .one(),
                        row -> row != null)
                .getLong(0);
    }

    static Map<String, Object> first(JsonPath list) {
        return list.getMap("data[0]");
    }
}
