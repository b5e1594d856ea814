package io.openmimc.kit.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Makes consumer loops. */
@Singleton
public class ConsumerLoops {
    private final KafkaConfig kafka;
    private final TopicSetup topics;
    private final DeadLetters deadLetters;
    private final MeterRegistry meters;

    ConsumerLoops(KafkaConfig kafka, TopicSetup topics, DeadLetters deadLetters, MeterRegistry meters) {
        this.kafka = kafka;
        this.topics = topics;
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    /** One that is not started yet. */
    public ConsumerLoop loop(ConsumerSettings settings, ConsumerLoop.Handler handler) {
        return new ConsumerLoop(settings, kafka, topics, deadLetters, meters, handler);
    }
}
