package io.openmimc.callback.intake;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.topic.TopicDirectory;
import io.openmimc.kit.topic.TopicKey;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Whom a message to a topic is for. */
@Singleton
class Members {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final TopicDirectory topics;

    Members(TopicDirectory topics) {
        this.topics = topics;
    }

    /**
     * The accounts of all members, the sender included; none if the topic was dismissed meanwhile. Asks until topic-service
     * answers.
     */
    CompletionStage<List<String>> of(AcceptedMessage message) {
        TopicKey topic = new TopicKey(message.getAppId(), message.getTopicId());
        return Uni.createFrom()
                .completionStage(() -> topics.roster(topic, message.getTopicVersion()))
                .map(roster ->
                        roster.members().stream().map(AccountRef::getAccount).toList())
                .onFailure(failure -> Failures.is(failure, ErrorCode.NOT_FOUND))
                .recoverWithItem(List.of())
                .onFailure(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .subscribeAsCompletionStage();
    }
}
