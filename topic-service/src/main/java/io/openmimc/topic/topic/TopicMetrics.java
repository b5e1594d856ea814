package io.openmimc.topic.topic;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.proto.events.TopicChanged;
import jakarta.inject.Singleton;

/** {@code topic.topics.created}, {@code .dismissed}, {@code topic.members.joined} (first ones included), {@code .left}. */
@Singleton
public class TopicMetrics {
    private final Counter created;
    private final Counter dismissed;
    private final Counter joined;
    private final Counter left;

    TopicMetrics(MeterRegistry meters) {
        created = meters.counter("topic.topics.created");
        dismissed = meters.counter("topic.topics.dismissed");
        joined = meters.counter("topic.members.joined");
        left = meters.counter("topic.members.left");
    }

    /** Counts a change that was committed. */
    public void committed(TopicChanged event) {
        switch (event.getChange()) {
            case CREATED:
                created.increment();
                joined.increment(event.getAccountsCount());
                break;
            case JOINED:
                joined.increment(event.getAccountsCount());
                break;
            case LEFT:
                left.increment(event.getAccountsCount());
                break;
            case DISMISSED:
                dismissed.increment();
                break;
            default:
                break;
        }
    }
}
