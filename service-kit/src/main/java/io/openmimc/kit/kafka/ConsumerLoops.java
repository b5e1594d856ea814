package io.openmimc.kit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the consumer loops of a service, and knows which of their partitions stand still. */
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

    /** All that {@link ConsumerLoop#stalls} tells of all of them. */
    List<Stall> stalls() {
        return loops.stream().flatMap(loop -> loop.stalls().stream()).toList();
    }
}
