package io.openmimc.history.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.history.Neighbours;
import io.openmimc.history.inbox.InboxRows;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.DeviceConfig;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Gateways;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.standin.InnerTlsStandIn;
import io.openmimc.kit.topic.TopicDirectory;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is thrown where messages are handed out: it is the end of those concerned, not of those that come after. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class DispatchFaultTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger COUNTER = new AtomicInteger();

    @Inject
    Gateways gateways;

    @Inject
    Devices devices;

    @Inject
    DeviceConfig deviceConfig;

    @Inject
    DurableDevices durable;

    @Inject
    InboxRows inbox;

    @Inject
    DeliveryEvents events;

    @Inject
    Retries retries;

    @Inject
    TopicDirectory topics;

    @Inject
    HandoutClock handouts;

    @Inject
    DispatchMetrics metrics;

    @Inject
    DispatchConfig config;

    @Inject
    MeterRegistry meters;

    @Inject
    Cassandra cassandra;

    @Inject
    Redis redis;

    public Neighbours neighbours;

    private final long alice = System.nanoTime();
    private final long bob = alice + 1;
    private final AtomicBoolean broken = new AtomicBoolean(true);

    @BeforeEach
    void open() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cassandra.ready().toCompletableFuture().isDone());
        await().atMost(PATIENCE).until(redis::connected);
    }

    @Test
    void batchThatCannotBeHandedOutHoldsUpNoneAfterIt() {
        // Given
        Dispatcher dispatcher = dispatcher(
                new GatewayLinks(gateways, config, handouts, metrics, new Reconnect(), InnerTlsStandIn.off()) {
                    @Override
                    void together(Runnable messages) {
                        if (broken.getAndSet(false)) {
                            throw new IllegalStateException("a fault");
                        }
                        super.together(messages);
                    }
                },
                false);
        // When
        CompletableFuture<Void> first = handle(dispatcher, toBob());
        CompletableFuture<Void> second = handle(dispatcher, toBob());
        // Then
        assertThat(first).failsWithin(PATIENCE);
        assertThat(second).succeedsWithin(PATIENCE);
    }

    @Test
    void messageThatBreaksItsWorkHoldsUpNoneAfterIt() {
        // Given
        Dispatcher dispatcher = dispatcher(
                new GatewayLinks(gateways, config, handouts, metrics, new Reconnect(), InnerTlsStandIn.off()), true);
        // When
        List<CompletableFuture<Void>> one = dispatcher.handle(List.of(record(toBob()), record(toBob())));
        CompletableFuture<Void> other = handle(dispatcher, toBob());
        // Then
        assertThat(one.get(0)).failsWithin(PATIENCE);
        assertThat(one.get(1)).succeedsWithin(PATIENCE);
        assertThat(other).succeedsWithin(PATIENCE);
    }

    @Test
    void messageToATopicThatBreaksItsWorkHoldsUpNoneOfTheTopicAfterIt() {
        // Given
        Dispatcher dispatcher = dispatcher(
                new GatewayLinks(gateways, config, handouts, metrics, new Reconnect(), InnerTlsStandIn.off()), true);
        long topic = neighbours.topics().create(Neighbours.APP, alice, bob);
        // When
        List<CompletableFuture<Void>> one = dispatcher.handle(List.of(record(toTopic(topic)), record(toTopic(topic))));
        CompletableFuture<Void> other = handle(dispatcher, toTopic(topic));
        // Then
        assertThat(one.get(0)).failsWithin(PATIENCE);
        assertThat(one.get(1)).succeedsWithin(PATIENCE);
        assertThat(other).succeedsWithin(PATIENCE);
    }

    /** @param breaking the first delivery throws what nobody expects */
    private Dispatcher dispatcher(GatewayLinks links, boolean breaking) {
        var deliveries =
                new Deliveries(links, inbox, devices, durable, events, retries, metrics, deviceConfig, config) {
                    @Override
                    CompletionStage<Void> deliver(
                            AcceptedMessage message,
                            List<Recipient> recipients,
                            Map<Long, AccountDevices> found,
                            Executor worker) {
                        if (breaking && broken.getAndSet(false)) {
                            throw new StackOverflowError("a fault");
                        }
                        return super.deliver(message, recipients, found, worker);
                    }
                };
        var toTopics = new TopicDispatch(topics, devices, deliveries, retries, handouts, metrics, meters);
        return new Dispatcher(devices, links, deliveries, toTopics, retries, handouts, metrics, config);
    }

    private static CompletableFuture<Void> handle(Dispatcher dispatcher, AcceptedMessage message) {
        return dispatcher.handle(List.of(record(message))).get(0);
    }

    private static ConsumerRecord<byte[], byte[]> record(AcceptedMessage message) {
        return new ConsumerRecord<>(Topics.MESSAGES, 0, 0, new byte[0], message.toByteArray());
    }

    private AcceptedMessage toBob() {
        return message()
                .setKind(Kind.P2P)
                .setTo(AccountRef.newBuilder().setUuid(bob).setAccount("bob"))
                .build();
    }

    private AcceptedMessage toTopic(long topic) {
        return message().setKind(Kind.P2T).setTopicId(topic).build();
    }

    private AcceptedMessage.Builder message() {
        long now = System.currentTimeMillis();
        return AcceptedMessage.newBuilder()
                .setSequence(Sequence.of(now, 1, COUNTER.incrementAndGet()))
                .setTimestamp(now)
                .setAppId(Neighbours.APP)
                .setFrom(AccountRef.newBuilder().setUuid(alice).setAccount("alice"))
                .setFromResource("pc");
    }
}
