package io.openmimc.history;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Gateways;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.Settled;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the running service share: the real stores, accounts of their own, a gateway that obeys them. */
abstract class HistoryFixture {
    /** For what comes by itself: the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static final AtomicLong UUIDS = new AtomicLong(System.currentTimeMillis());

    public LocalStack stack;
    public Neighbours neighbours;

    @Inject
    Devices devices;

    @Inject
    Gateways gateways;

    @Inject
    Redis redis;

    @Inject
    Cassandra cassandra;

    @Inject
    KafkaConfig kafka;

    @ConfigProperty(name = Neighbours.GRPC_PORT)
    int grpcPort;

    final long alice = UUIDS.incrementAndGet();
    final long bob = UUIDS.incrementAndGet();
    MessageLog log;
    StubGateway gateway;
    private ManagedChannel channel;

    @BeforeEach
    void open() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cassandra.ready().toCompletableFuture().isDone());
        await().atMost(PATIENCE).until(redis::connected);
        awaitTopics();
        log = new MessageLog(kafka);
        gateway = new StubGateway(gateways, devices);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
    }

    @Inject
    io.openmimc.kit.kafka.TopicSetup topics;

    private void awaitTopics() {
        topics.ensure(List.of(
                        io.openmimc.proto.Topics.MESSAGES,
                        io.openmimc.proto.Topics.DELIVERIES,
                        io.openmimc.proto.Topics.dead(io.openmimc.proto.Topics.MESSAGES)))
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow();
        gateway.close();
        log.close();
    }

    InboxGrpc.InboxBlockingStub inbox() {
        return InboxGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    static Device device(long uuid, String resource) {
        return Device.newBuilder()
                .setAppId(Neighbours.APP)
                .setUuid(uuid)
                .setResource(resource)
                .build();
    }

    InboxPage pull(long uuid, String resource) {
        return pull(uuid, resource, Settled.getDefaultInstance(), 50);
    }

    InboxPage pull(long uuid, String resource, Settled settled, int max) {
        var request = PullRequest.newBuilder()
                .setDevice(device(uuid, resource))
                .setSettled(settled)
                .setMaxMessages(max)
                .setMaxBytes(64 * 1024)
                .build();
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(HistoryFixture::late)
                .until(() -> inbox().pull(request), page -> true);
    }

    static Settled all(InboxPage page) {
        return Settled.newBuilder()
                .addAllRows(page.getRowsList().stream().map(InboxRow::getRef).toList())
                .build();
    }

    static List<Long> sequences(InboxPage page) {
        return page.getRowsList().stream()
                .map(row -> row.getMessage().getSequence())
                .toList();
    }

    long rows(long uuid) {
        return count("SELECT count(*) FROM inbox WHERE uuid = " + uuid);
    }

    long count(String cql) {
        var row = await().atMost(PATIENCE)
                .ignoreExceptionsMatching(HistoryFixture::late)
                .until(
                        () -> cassandra
                                .execute("test", SimpleStatement.newInstance(cql))
                                .toCompletableFuture()
                                .join()
                                .one(),
                        Objects::nonNull);
        return row.getLong(0);
    }

    /** A Cassandra that has just started, or has no processor, may not answer in time: whoever asks tries again. */
    private static boolean late(Throwable failure) {
        return Failures.is(failure, ErrorCode.UNAVAILABLE)
                || Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE;
    }

    void awaitDone(AcceptedMessage... messages) {
        for (AcceptedMessage message : messages) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> log.done(message));
        }
    }
}
