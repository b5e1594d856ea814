package io.openmimc.kit.kafka;

import io.openmimc.kit.setup.Provision;
import io.openmimc.proto.Topics;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Every topic of the suite, whichever service asks: who reads one may be set up before who writes it. */
@Singleton
class KafkaTopics implements Provision {
    private final TopicSetup topics;

    KafkaTopics(TopicSetup topics) {
        this.topics = topics;
    }

    @Override
    public String name() {
        return "topics in Kafka";
    }

    @Override
    public List<String> make() {
        List<String> done = new ArrayList<>();
        join(topics.create(Topics.all())).forEach(topic -> done.add("made " + topic));
        // A topic that has just been made may not be described by each broker yet: then this is tried again.
        done.addAll(join(topics.differences(Topics.all())));
        return done;
    }

    @Override
    public List<String> missing() {
        return join(topics.missing(Topics.all()));
    }

    /** The admin client bounds each call with some seconds. */
    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
