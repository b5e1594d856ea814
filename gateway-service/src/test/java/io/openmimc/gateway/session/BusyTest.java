package io.openmimc.gateway.session;

import static io.openmimc.gateway.session.Fixture.assertRefused;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.Neighbours;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients and apps' servers are told by a gateway with more messages than it can bring onto the log. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class BusyTest {
    private static final int PHONES = 2;
    private static final int EACH = 60; // more than the limit together, and fewer than one client may have under way

    public LocalStack stores;
    public Neighbours neighbours;

    @Inject
    Gateway gateway;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String bootstrap;

    @ConfigProperty(name = "openmimc.gateway.address")
    String address;

    private final String to = "bob-" + UUID.randomUUID();
    private LogReader reader;

    @BeforeEach
    void ready() {
        gateway.awaitReady();
        await().atMost(Wire.PATIENCE).until(() -> push(to, null).statusCode() == 200);
        await().atMost(Wire.PATIENCE).until(this::limit, limit -> limit.isInfinite());
        reader = new LogReader(bootstrap);
    }

    @AfterEach
    void restore() throws Exception {
        stores.process("kafka").signal("CONT");
        reader.close();
    }

    @Test
    void aTcpClientIsToldThatItsMessageIsRefusedAndMaySendItLater() throws Exception {
        refusedAndSentLater(gateway::tcp);
    }

    @Test
    void aWebSocketClientIsToldThatItsMessageIsRefusedAndMaySendItLater() throws Exception {
        refusedAndSentLater(gateway::webSocket);
    }

    private void refusedAndSentLater(Callable<Wire> wires) throws Exception {
        try (Phone first = phone(wires);
                Phone second = phone(wires)) {
            fill(first, second);
            first.send(first.message("busy", to, ByteString.copyFromUtf8("too much")));
            MIMCPacketAck refused = first.packetAck();
            assertRefused(refused, "busy", 503);
            assertThat(refused.getErrorMsg()).startsWith("busy");
            first.ping(); // while its messages are not answered
            stores.process("kafka").signal("CONT");
            for (int i = 0; i < EACH; i++) {
                assertThat(first.packetAck().getCode()).isZero();
            }
            assertThat(packets(first)).hasSize(EACH).doesNotContain("busy");
            first.send(first.message("busy", to, ByteString.copyFromUtf8("again")));
            assertThat(first.packetAck().getCode()).isZero();
            assertThat(packets(first)).hasSize(EACH + 1).containsOnlyOnce("busy");
        }
    }

    @Test
    void aPushIsRefusedWith503AndWhenToTryAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        String later = "later-" + UUID.randomUUID();
        try (Phone first = phone(gateway::tcp);
                Phone second = phone(gateway::tcp)) {
            fill(first, second);
            for (Response refused : List.of(push(later, key), pushToMore(later))) {
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.header("Retry-After")).isEqualTo("1");
                assertThat(refused.jsonPath().getInt("code")).isEqualTo(503);
                assertThat(refused.jsonPath().getString("message")).startsWith("busy");
                assertThat(refused.jsonPath().<Object>get("data")).isNull();
            }
            stores.process("kafka").signal("CONT");
            String packetId = await().atMost(Wire.PATIENCE)
                    .until(() -> push(later, key).jsonPath().getString("data.packetId"), id -> id != null);
            assertThat(reader.messages(message -> message.getTo().getAccount().equals(later)))
                    .extracting(AcceptedMessage::getPacketId)
                    .containsExactly(packetId);
        }
    }

    @Test
    void whatIsHandedOutTooLateIsRefusedAsLongAsItIs() throws Exception {
        ScheduledExecutorService saying = Executors.newSingleThreadScheduledExecutor();
        try (TestDispatcher dispatcher = new TestDispatcher(address);
                Phone first = phone(gateway::tcp);
                Phone second = phone(gateway::webSocket)) {
            long topic = neighbours.topics().create(first.identity.uuid());
            var unused = saying.scheduleWithFixedDelay(() -> dispatcher.told(5_000), 0, 50, TimeUnit.MILLISECONDS);
            // Those of the last five seconds are not handed out yet, and must be more than are always let in.
            await().atMost(Wire.PATIENCE).until(() -> codes(first, second).contains(503));
            first.send(first.topicMessage("to a topic", topic, ByteString.copyFromUtf8("hello")));
            assertThat(first.packetAck().getCode()).as("topics are not late").isZero();
            saying.shutdown();
            await().atMost(Wire.PATIENCE).until(() -> code(first, "later") == 0);
        } finally {
            saying.shutdownNow();
        }
    }

    private List<Integer> codes(Phone... phones) throws Exception {
        for (int i = 0; i < EACH; i++) {
            for (Phone phone : phones) {
                phone.send(phone.message(UUID.randomUUID().toString(), to, ByteString.copyFromUtf8("hello")));
            }
        }
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (Phone phone : phones) {
                codes.add(phone.packetAck().getCode());
            }
        }
        return codes;
    }

    private int code(Phone phone, String prefix) throws Exception {
        String packetId = prefix + UUID.randomUUID();
        phone.send(phone.message(packetId, to, ByteString.copyFromUtf8("hello")));
        MIMCPacketAck ack = phone.packetAck();
        assertThat(ack.getPacketId()).isEqualTo(packetId);
        return ack.getCode();
    }

    private Phone phone(Callable<Wire> wires) throws Exception {
        return new Phone(wires.call(), gateway.stranger(neighbours, "alice")).login();
    }

    /** Brings more messages under way than may be when the log stands still. */
    private void fill(Phone... phones) throws Exception {
        stores.process("kafka").signal("STOP");
        assertThat(phones).hasSize(PHONES);
        for (int i = 0; i < EACH; i++) {
            for (Phone phone : phones) {
                phone.send(phone.message("p-" + i, to, ByteString.copyFromUtf8("hello")));
            }
        }
        await().atMost(Wire.PATIENCE).until(this::limit, limit -> !limit.isInfinite());
    }

    private Double limit() {
        return meters.get("gateway.admission.limit").tag("stage", "log").gauge().value();
    }

    private List<String> packets(Phone from) {
        return reader.messages(message -> message.getFrom().getUuid() == from.identity.uuid()).stream()
                .map(AcceptedMessage::getPacketId)
                .toList();
    }

    private static Response push(String account, String idempotencyKey) throws IOException {
        var request = given().contentType("application/json");
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return request.body(body().put("toAccount", account).encode()).post("/api/push/p2p/");
    }

    private static Response pushToMore(String account) {
        return given().contentType("application/json")
                .body(body().put("toAccounts", new JsonArray(List.of(account, account + "2")))
                        .encode())
                .post("/api/push/p2p/more");
    }

    private static JsonObject body() {
        return new JsonObject()
                .put("appId", Long.toString(AccountService.APP))
                .put("appKey", AccountService.KEY)
                .put("appSecret", AccountService.SECRET)
                .put("fromAccount", "server")
                .put("fromResource", "backend")
                .put("msg", "hello");
    }
}
