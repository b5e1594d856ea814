package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.kit.redis.Redis;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMCPacketAck;
import io.openmimc.proto.wire.MIMCPacketList;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.EOFException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway is told to stop by a signal while clients are logged in; its clients go to the other one. */
@QuarkusTest
class DrainIT extends TwoGateways {
    private static final int KILLED_BY_TERM = 143;

    @Inject
    Redis redis;

    @Override
    Map<String, String> settings() {
        return Map.of(
                // Time to see that it is not ready any more, and then no waiting.
                "OPENMIMC_GATEWAY_DRAIN_NOTICE", "2s",
                "OPENMIMC_GATEWAY_DRAIN_SPREAD", "0s",
                // Nothing of this test ends by a time limit.
                "OPENMIMC_GATEWAY_DRAIN_FINISH", "60s",
                "OPENMIMC_GATEWAY_DELIVERY_TIMEOUT", "60s",
                "OPENMIMC_GATEWAY_ACCEPT_ANSWER_TIMEOUT", "60s",
                "OPENMIMC_GATEWAY_ACCEPT_REQUEST_TIMEOUT", "50s",
                "OPENMIMC_GATEWAY_ACCEPT_DELIVERY_TIMEOUT", "60s");
    }

    @AfterEach
    void resumeKafka() throws Exception {
        stores.process("kafka").signal("CONT");
    }

    @Test
    void whatIsInFlightIsFinishedAndNobodyIsForgotten() throws Exception {
        Identity alice = gateway.stranger(neighbours, "alice");
        Identity bob = gateway.stranger(neighbours, "bob");
        Identity carol = gateway.stranger(neighbours, "carol");
        try (Phone alicesPhone = new Phone(new TcpWire(other.tcpPort()), alice).login();
                Phone bobsBrowser = new Phone(new WebSocketWire(other.webSocketPort()), bob).login();
                Phone carolsPhone = new Phone(new TcpWire(other.tcpPort()), carol).login();
                Phone nobody = new Phone(new TcpWire(other.tcpPort()), carol).connect();
                TestDispatcher dispatcher = new TestDispatcher(other.address())) {
            // Given: a message of alice that Kafka has not got, one to bob that he has not acknowledged, one behind it
            MIMCPacket message = alicesPhone.message("p-1", bob.account(), ByteString.copyFromUtf8("hi"));
            alicesPhone.send(alicesPhone.message("p-0", bob.account(), ByteString.copyFromUtf8("warm up")));
            assertThat(alicesPhone.packetAck().getCode()).isZero();
            stores.process("kafka").signal("STOP");
            alicesPhone.send(message);
            CompletableFuture<DeliverResponse> first = deliver(dispatcher, alice, bob, "x-1");
            MIMCPacketList compound = bobsBrowser.compound();
            CompletableFuture<DeliverResponse> second = deliver(dispatcher, alice, bob, "x-2");

            // When
            process.signal("TERM");

            // Then: balancers are told first
            await().atMost(Wire.PATIENCE).until(() -> other.readiness() == 503);
            // Who has nothing in flight is disconnected, without a word
            assertThatThrownBy(carolsPhone.wire::receive).isInstanceOf(EOFException.class);
            assertThatThrownBy(nobody.wire::receive).isInstanceOf(EOFException.class);
            // What was not sent yet goes to the inbox, what was sent may be acknowledged
            assertThat(answer(second).getNotTakenList()).containsExactly(0);
            bobsBrowser.acknowledge(compound.getMaxSequence());
            assertThat(answer(first).getTakenList()).containsExactly(0);
            bobsBrowser.wire.awaitClosed();
            // What was taken from a client is answered
            stores.process("kafka").signal("CONT");
            MIMCPacketAck ack = alicesPhone.packetAck();
            assertThat(ack.getCode()).isZero();
            assertThatThrownBy(alicesPhone.wire::receive).isInstanceOf(EOFException.class);
            await().atMost(Wire.PATIENCE).until(() -> !process.isAlive());
            assertThat(process.exitCode()).hasValue(KILLED_BY_TERM);
            for (Identity each : List.of(alice, bob, carol)) {
                assertThat(registered(each)).startsWith("off ");
            }
            try (LogReader log = new LogReader(kafka)) {
                assertThat(log.messages(on -> on.getSequence() == ack.getSequence()))
                        .hasSize(1);
            }
            // And life goes on at another gateway, where a retry is one
            try (Phone again = new Phone(gateway.tcp(), alice).login()) {
                again.send(message);
                assertThat(again.packetAck().getSequence()).isEqualTo(ack.getSequence());
            }
        }
    }

    private CompletableFuture<DeliverResponse> deliver(
            TestDispatcher dispatcher, Identity from, Identity to, String packetId) {
        AcceptedMessage message = Gateway.message(from, to, packetId, "hello");
        return dispatcher.deliver(message, TestDispatcher.reference(to, gateway.awaitLogin(to)));
    }

    private static DeliverResponse answer(CompletableFuture<DeliverResponse> delivery) throws Exception {
        return delivery.get(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** What the registry says of a device. */
    private String registered(Identity identity) {
        return redis.call("test", commands -> commands.hget("devices:{" + identity.uuid() + "}", identity.resource()))
                .toCompletableFuture()
                .join();
    }
}
