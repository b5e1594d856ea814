package io.openmimc.history.dispatch;

import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.kafka.AcceptedMessages;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Dispatch of accepted messages. The devices of a poll's recipients are looked up in one pipelined round trip; batches are
 * handed to the gateways in the order they were read, so each gateway sees the messages of an account in order. Topics
 * have a way of their own, so that one whose members are not known yet holds up nobody else.
 * docs/architecture.md "Dispatch".
 */
@Singleton
public class Dispatcher implements ConsumerLoop.Handler {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    private final Devices devices;
    private final GatewayLinks links;
    private final Deliveries deliveries;
    private final TopicDispatch topics;
    private final Retries retries;
    private final HandoutClock handouts;
    private final DispatchMetrics metrics;
    private final RecentMessages recent;
    private CompletionStage<Void> before = CompletableFuture.completedStage(null); // the batch before is handed out

    Dispatcher(
            Devices devices,
            GatewayLinks links,
            Deliveries deliveries,
            TopicDispatch topics,
            Retries retries,
            HandoutClock handouts,
            DispatchMetrics metrics,
            DispatchConfig config) {
        this.devices = devices;
        this.links = links;
        this.deliveries = deliveries;
        this.topics = topics;
        this.retries = retries;
        this.handouts = handouts;
        this.metrics = metrics;
        this.recent = new RecentMessages(config.rememberedSequences());
    }

    @Override
    public List<CompletableFuture<Void>> handle(List<ConsumerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<Void>> stages = new ArrayList<>(records.size());
        List<DispatchTask> toAccounts = new ArrayList<>(records.size());
        Map<Long, List<DispatchTask>> toTopics = new LinkedHashMap<>();
        for (var record : records) {
            stages.add(accept(record, toAccounts, toTopics));
        }
        if (!toAccounts.isEmpty()) {
            CompletionStage<Consumer<DispatchTask>> looked = retries.untilDone(
                            "look-up", () -> devices.list(accounts(toAccounts)))
                    .handle((found, failure) -> failure == null ? task -> start(task, found) : giveUp(failure));
            before = before.thenCombine(looked, (done, fate) -> {
                handOut(toAccounts, fate);
                return null;
            });
        }
        toTopics.values().forEach(topics::dispatch);
        return stages;
    }

    @Override
    public boolean awaitsEnd() {
        return handouts.awaitsEnd();
    }

    @Override
    public void caughtUp(long atNanos) {
        handouts.caughtUp(atNanos);
    }

    private CompletableFuture<Void> accept(
            ConsumerRecord<byte[], byte[]> record,
            List<DispatchTask> toAccounts,
            Map<Long, List<DispatchTask>> toTopics) {
        var done = new CompletableFuture<Void>();
        try {
            AcceptedMessage message = AcceptedMessages.parse(record.value());
            var first = recent.seen(record.partition(), message.getSequence(), done);
            if (first != null) {
                metrics.skipped("duplicate");
                return first;
            }
            var task = new DispatchTask(message, record.partition(), record.timestamp(), done);
            handouts.taken(task);
            if (message.getKind() == Kind.P2T) {
                toTopics.computeIfAbsent(message.getTopicId(), topic -> new ArrayList<>())
                        .add(task);
            } else {
                toAccounts.add(task);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    /** Must not throw: all batches to come wait for this one. Those of it that were not begun become dead letters. */
    private void handOut(List<DispatchTask> tasks, Consumer<DispatchTask> fate) {
        Deque<DispatchTask> left = new ArrayDeque<>(tasks);
        try {
            links.together(() -> {
                while (!left.isEmpty()) {
                    fate.accept(left.remove());
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "messages not handed out as they should be not-begun=%d", left.size());
            left.forEach(giveUp(e));
        }
    }

    private static Set<Long> accounts(List<DispatchTask> tasks) {
        Set<Long> uuids = new LinkedHashSet<>();
        for (DispatchTask task : tasks) {
            uuids.add(task.message().getTo().getUuid());
            uuids.add(task.message().getFrom().getUuid());
        }
        return uuids;
    }

    /** A fault: those after them are handed out all the same. */
    private static Consumer<DispatchTask> giveUp(Throwable failure) {
        return task -> task.done().completeExceptionally(Failures.cause(failure));
    }

    private void start(DispatchTask task, Map<Long, AccountDevices> found) {
        handouts.handedOut(task);
        task.start(
                () -> deliveries.deliver(task.message(), Recipient.of(task.message()), found, Runnable::run), metrics);
    }
}
