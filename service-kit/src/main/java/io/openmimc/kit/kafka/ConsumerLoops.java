package io.openmimc.kit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Makes the consumer loops of a service, ends them as soon as it is told to stop, and knows which of their partitions stand
 * still.
 */
@Singleton
public class ConsumerLoops {
    private final KafkaConfig kafka;
    private final TopicSetup topics;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;
    private final List<ConsumerLoop> loops = new CopyOnWriteArrayList<>(); // as many as a service has consumers

    ConsumerLoops(KafkaConfig kafka, TopicSetup topics, DeadLetters deadLetters, MeterRegistry meters) {
        this.kafka = kafka;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    /** One that is not started yet. */
    public ConsumerLoop loop(ConsumerSettings settings, ConsumerLoop.Handler handler) {
        var loop = new ConsumerLoop(settings, kafka, topics, deadLetters, meters, handler);
        loops.add(loop);
        return loop;
    }

    /**
     * Comes before the time in which balancers take notice and requests finish: no record need wait for those. Does not wait;
     * {@link ConsumerSet#close} does, before what they need is closed.
     */
    void leave(@Observes ShutdownDelayInitiatedEvent stopping) {
        loops.forEach(ConsumerLoop::end);
    }

    /** All that {@link ConsumerLoop#stalls} tells of all of them. */
    List<Stall> stalls() {
        return loops.stream().flatMap(loop -> loop.stalls().stream()).toList();
    }
}
