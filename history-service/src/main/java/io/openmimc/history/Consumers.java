package io.openmimc.history;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.history.archive.ArchiveConfig;
import io.openmimc.history.archive.Archivist;
import io.openmimc.history.cassandra.Cassandra;
import io.openmimc.history.dispatch.DispatchConfig;
import io.openmimc.history.dispatch.Dispatcher;
import io.openmimc.kit.kafka.ConsumerLoop;
import io.openmimc.kit.kafka.ConsumerSettings;
import io.openmimc.kit.kafka.DeadLetters;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.proto.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * The two consumer groups of this service, from when Cassandra has first answered until the service ends. Alive while
 * their threads are.
 */
@Liveness
@Singleton
class Consumers implements HealthCheck {
    static final String DISPATCH = "history-dispatch";
    static final String ARCHIVE = "history-archive";

    private final Cassandra cassandra;
    private final List<ConsumerLoop> loops;
    private boolean closed;

    Consumers(
            Cassandra cassandra,
            Dispatcher dispatcher,
            DispatchConfig dispatch,
            Archivist archivist,
            ArchiveConfig archive,
            Loops make) {
        this.cassandra = cassandra;
        this.loops = List.of(
                make.loop(
                        DISPATCH,
                        dispatch.maxUnfinished(),
                        dispatch.maxUnfinishedSize().asLongValue(),
                        dispatcher),
                make.loop(
                        ARCHIVE,
                        archive.maxUnfinished(),
                        archive.maxUnfinishedSize().asLongValue(),
                        archivist));
    }

    void start(@Observes StartupEvent started) {
        var unused = cassandra.ready().thenAccept(ready -> startLoops());
    }

    private synchronized void startLoops() {
        if (!closed) {
            loops.forEach(ConsumerLoop::start);
        }
    }

    /** Before what they need is closed; both leave at the same time. */
    void stop(@Observes @Priority(1) ShutdownEvent ending) {
        synchronized (this) {
            closed = true;
        }
        loops.parallelStream().forEach(ConsumerLoop::close);
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("consumers").up();
        boolean waiting = !cassandra.ready().toCompletableFuture().isDone();
        for (ConsumerLoop loop : loops) {
            boolean alive = waiting || loop.alive();
            answer.withData(loop.name(), waiting ? "waiting for Cassandra" : alive ? "alive" : "ended");
            if (!alive) {
                answer.down();
            }
        }
        return answer.build();
    }

    /** Makes loops over the log of messages. */
    @Singleton
    static class Loops {
        private final KafkaConfig kafka;
        private final TopicSetup topics;
        private final DeadLetters deadLetters;
        private final MeterRegistry meters;

        Loops(KafkaConfig kafka, TopicSetup topics, DeadLetters deadLetters, MeterRegistry meters) {
            this.kafka = kafka;
            this.topics = topics;
            this.deadLetters = deadLetters;
            this.meters = meters;
        }

        ConsumerLoop loop(String group, int maxUnfinished, long maxBytes, ConsumerLoop.Handler handler) {
            return new ConsumerLoop(
                    new ConsumerSettings(group, Topics.MESSAGES, group, true, maxUnfinished, maxBytes),
                    kafka,
                    topics,
                    deadLetters,
                    meters,
                    handler);
        }
    }
}
