package io.openmimc.gateway.session;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.accept.Acceptor;
import io.openmimc.gateway.accept.Destination;
import io.openmimc.gateway.accept.Lane;
import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.accept.Submission;
import io.openmimc.gateway.connection.CloseReason;
import io.openmimc.gateway.drain.Lifecycle;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.token.SecurityKeys;
import io.openmimc.kit.token.Token;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import io.quarkus.arc.Unremovable;
import io.restassured.RestAssured;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway under test, from the inside where that is needed. */
@Singleton
@Unremovable
public class Gateway {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Lifecycle lifecycle;
    private final SecurityKeys keys;
    private final Devices devices;
    private final TopicSetup topics;
    private final Sessions sessions;
    private final MeterRegistry meters;
    private final Acceptor acceptor;

    public Gateway(
            Lifecycle lifecycle,
            SecurityKeys keys,
            Devices devices,
            TopicSetup topics,
            Sessions sessions,
            MeterRegistry meters,
            Acceptor acceptor) {
        this.acceptor = acceptor;
        this.meters = meters;
        this.sessions = sessions;
        this.topics = topics;
        this.lifecycle = lifecycle;
        this.keys = keys;
        this.devices = devices;
    }

    /** A gateway on an empty Redis takes no message for its first two seconds; other tests kill Redis and Kafka. */
    public void awaitReady() {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        RestAssured.get(ManagementPort.uri("/q/health/ready")).statusCode() == 200);
        Lane lane = acceptor.lane(new Sender(AccountService.APP, AccountService.PACKAGE, 1, "nobody", "phone"));
        await().atMost(Duration.ofSeconds(60)).until(() -> lane.accept(first())
                .handle((accepted, failure) -> failure == null)
                .toCompletableFuture()
                .join());
    }

    private static Submission first() {
        ByteString payload = ByteString.copyFromUtf8("is it ready?");
        return new Submission(
                Destination.account("nobody"), UUID.randomUUID().toString(), "", true, false, payload, false);
    }

    Wire tcp() throws IOException {
        return new TcpWire(lifecycle.tcpPort());
    }

    Wire webSocket() {
        return new WebSocketWire(lifecycle.webSocketPort());
    }

    int tcpPort() {
        return lifecycle.tcpPort();
    }

    int webSocketPort() {
        return lifecycle.webSocketPort();
    }

    /** A valid token. */
    public String token(Neighbours neighbours, String account) {
        return identity(neighbours, AccountService.APP, account, Instant.now(), Duration.ofDays(1))
                .token();
    }

    /** An account that no other test has. */
    Identity stranger(Neighbours neighbours, String name) {
        return identity(
                neighbours, AccountService.APP, name + "-" + UUID.randomUUID(), Instant.now(), Duration.ofDays(1));
    }

    /** A temporary account that no other test has, and lives for a day. */
    Identity guest(Neighbours neighbours, String name) {
        return guestNamed(neighbours, name + "-" + UUID.randomUUID());
    }

    /** The temporary account that has this name now. */
    Identity guestNamed(Neighbours neighbours, String account) {
        return identity(neighbours, AccountService.APP, account, Instant.now(), Duration.ofDays(1), true);
    }

    /** The same account with a token of this generation. */
    Identity ofGeneration(Neighbours neighbours, Identity account, long generation) {
        String id = UUID.randomUUID().toString();
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Token token = new Token(
                account.appId(),
                account.account(),
                account.uuid(),
                id,
                at,
                at.plus(Duration.ofDays(1)),
                false,
                generation);
        return new Identity(
                account.appId(),
                account.account(),
                account.uuid(),
                account.resource(),
                neighbours.accounts().sign(token.claims()),
                keys.forToken(id));
    }

    Identity identity(Neighbours neighbours, long appId, String account, Instant issued, Duration life) {
        return identity(neighbours, appId, account, issued, life, false);
    }

    private Identity identity(
            Neighbours neighbours, long appId, String account, Instant issued, Duration life, boolean temporary) {
        String id = UUID.randomUUID().toString();
        long uuid = neighbours.accounts().uuid(appId, account);
        Instant at = issued.truncatedTo(ChronoUnit.MILLIS);
        Token token = new Token(appId, account, uuid, id, at, at.plus(life), temporary);
        return new Identity(
                appId, account, uuid, "phone", neighbours.accounts().sign(token.claims()), keys.forToken(id));
    }

    /** How many sessions of this resource are served. */
    long served(Identity identity) {
        return sessions.all().stream()
                .filter(session -> session.sender().uuid() == identity.uuid()
                        && session.sender().resource().equals(identity.resource()))
                .count();
    }

    /** Connections that were closed for this reason so far. */
    double closed(CloseReason reason) {
        return meters.find("gateway.connection.closed").tag("reason", reason.tag()).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Makes sure of a topic that another service creates. */
    void ensureTopic(String topic) {
        topics.ensure(List.of(topic)).toCompletableFuture().join();
    }

    /** The login of this resource that the registry names, as soon as it does. */
    Login awaitLogin(Identity identity) {
        return await().atMost(Wire.PATIENCE).until(() -> login(identity), login -> login != null);
    }

    /** The login of this resource that the registry names; null without one. */
    Login login(Identity identity) {
        return devices.list(identity.uuid()).toCompletableFuture().join().devices().stream()
                .filter(device -> device.resource().equals(identity.resource()))
                .findFirst()
                .map(io.openmimc.kit.device.Device::login)
                .orElse(null);
    }

    static AcceptedMessage message(Identity from, Identity to, String packetId, String text) {
        long sequence =
                Sequence.of(System.currentTimeMillis(), 1_000, COUNTER.incrementAndGet() & Sequence.MAX_COUNTER);
        return AcceptedMessage.newBuilder()
                .setSequence(sequence)
                .setTimestamp(Sequence.timestampMs(sequence))
                .setAppId(to.appId())
                .setKind(Kind.P2P)
                .setFrom(AccountRef.newBuilder().setUuid(from.uuid()).setAccount(from.account()))
                .setFromResource(from.resource())
                .setTo(AccountRef.newBuilder().setUuid(to.uuid()).setAccount(to.account()))
                .setPacketId(packetId)
                .setBizType("text")
                .setIsStore(true)
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }
}
