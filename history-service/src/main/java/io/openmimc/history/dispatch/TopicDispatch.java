package io.openmimc.history.dispatch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.topic.Roster;
import io.openmimc.kit.topic.TopicDirectory;
import io.openmimc.kit.topic.TopicKey;
import io.openmimc.proto.ErrorCode;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Dispatch of messages to topics: to who is a member when they are handed out. The messages of one topic are handed out in
 * order; topics do not wait for each other. The number of recipients whose fate is open is bounded, for each topic and
 * for all: beyond, messages wait, and with them the consumer's window.
 */
@Singleton
class TopicDispatch {
    /** Recipients of all topics whose fate may be open; each costs about half a kilobyte. */
    static final int MAX_RECIPIENTS = 200_000;

    /** The members of a topic, and where they are. */
    private record Audience(Roster roster, Map<Long, AccountDevices> found) {}

    private final TopicDirectory topics;
    private final Devices devices;
    private final Deliveries deliveries;
    private final Retries retries;
    private final HandoutClock handouts;
    private final DispatchMetrics metrics;
    private final ConcurrentMap<TopicKey, TopicLane> lanes = new ConcurrentHashMap<>();
    private final AtomicInteger recipients = new AtomicInteger();
    /** A message to 500 is ten milliseconds of work, for which messages to accounts must not wait behind it. */
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "topic-dispatch");
        thread.setDaemon(true);
        return thread;
    });

    private final Queue<TopicKey> full = new ConcurrentLinkedQueue<>(); // lanes that wait for others to finish

    TopicDispatch(
            TopicDirectory topics,
            Devices devices,
            Deliveries deliveries,
            Retries retries,
            HandoutClock handouts,
            DispatchMetrics metrics,
            MeterRegistry meters) {
        this.topics = topics;
        this.devices = devices;
        this.deliveries = deliveries;
        this.retries = retries;
        this.handouts = handouts;
        this.metrics = metrics;
        Gauge.builder("history.dispatch.recipients", recipients, AtomicInteger::get)
                .description("recipients of topic messages whose fate is open")
                .register(meters);
    }

    /**
     * Dispatches messages to one topic, in their order and after those given before.
     *
     * @param tasks at least one; from the consumer's thread
     */
    void dispatch(List<DispatchTask> tasks) {
        var first = tasks.get(0).message();
        var topic = new TopicKey(first.getAppId(), first.getTopicId());
        lanes.compute(topic, (key, lane) -> (lane == null ? new TopicLane() : lane).with(tasks));
        advance(topic);
    }

    private void advance(TopicKey topic) {
        TopicLane lane = lanes.get(topic);
        if (lane == null) {
            return;
        }
        if (recipients.get() >= MAX_RECIPIENTS) {
            full.add(topic);
            if (recipients.get() < MAX_RECIPIENTS) { // the last one may have finished before we stood in line
                advanceFull();
            }
            return;
        }
        List<DispatchTask> tasks = lane.next();
        if (tasks.isEmpty()) {
            lanes.computeIfPresent(topic, (key, present) -> present.idle() ? null : present);
            return;
        }
        audience(topic, tasks)
                .whenCompleteAsync(
                        (audience, failure) -> {
                            for (DispatchTask task : tasks) {
                                decide(task, () -> {
                                    if (failure == null) {
                                        start(task, topic, lane, audience);
                                    } else {
                                        giveUp(task, failure);
                                    }
                                });
                            }
                            lane.started();
                            advance(topic);
                        },
                        worker);
    }

    /** Must not throw: those after it, and all messages of the topic to come, wait for this one. */
    private static void decide(DispatchTask task, Runnable decision) {
        try {
            decision.run();
        } catch (RuntimeException | Error e) {
            task.done().completeExceptionally(e);
        }
    }

    private void advanceFull() {
        TopicKey next = full.poll();
        if (next != null) {
            advance(next);
        }
    }

    /** Looked up at the last moment, so that a member who was removed meanwhile hears nothing more. */
    private CompletionStage<Audience> audience(TopicKey topic, List<DispatchTask> tasks) {
        long version = tasks.stream()
                .mapToLong(task -> task.message().getTopicVersion())
                .max()
                .orElse(0);
        return retries.untilDone("roster", () -> topics.roster(topic, version)).thenCompose(roster -> {
            Set<Long> uuids = new LinkedHashSet<>();
            roster.members().forEach(member -> uuids.add(member.getUuid()));
            tasks.forEach(task -> uuids.add(task.message().getFrom().getUuid()));
            return retries.untilDone("look-up", () -> devices.list(uuids))
                    .thenApply(found -> new Audience(roster, found));
        });
    }

    private void start(DispatchTask task, TopicKey topic, TopicLane lane, Audience audience) {
        handouts.handedOut(task);
        List<Recipient> to = Recipient.of(task.message(), audience.roster);
        lane.add(to.size());
        recipients.addAndGet(to.size());
        task.done().whenComplete((done, failure) -> {
            recipients.addAndGet(-to.size());
            lane.finish(to.size());
            advance(topic);
            advanceFull();
        });
        task.start(() -> deliveries.deliver(task.message(), to, audience.found, worker), metrics);
    }

    @PreDestroy
    void close() {
        worker.shutdown(); // the consumer has left, and what is unfinished is read again
    }

    private void giveUp(DispatchTask task, Throwable failure) {
        if (Failures.is(failure, ErrorCode.NOT_FOUND)) {
            metrics.skipped("no-topic"); // dismissed since the message was accepted: nobody is there to hear it
            task.done().complete(null);
        } else {
            task.done().completeExceptionally(Failures.cause(failure));
        }
    }
}
