package io.openmimc.gateway.accept;

import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.topic.TopicDirectory;
import io.openmimc.kit.topic.TopicKey;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Finds where messages go, and who may send there. */
@Singleton
class Destinations {
    private final AccountDirectory accounts;
    private final TopicDirectory topics;

    Destinations(AccountDirectory accounts, TopicDirectory topics) {
        this.accounts = accounts;
        this.topics = topics;
    }

    /**
     * The id of a destination, which is its key on the log: the uuid of an account, which is created if there is none, or
     * the topic id.
     *
     * @return fails with {@link ImException}: NOT_FOUND without such a topic in the sender's app, FORBIDDEN if the sender
     *     is no member of it, UNAVAILABLE
     */
    CompletionStage<Long> id(Sender sender, Destination destination) {
        if (!destination.isTopic()) {
            return accounts.uuid(sender.appId(), destination.account());
        }
        return topics.roster(new TopicKey(sender.appId(), destination.topicId()))
                .thenApply(roster -> {
                    if (!roster.contains(sender.uuid())) {
                        throw new ImException(ErrorCode.FORBIDDEN, "not a member of topic " + destination.topicId());
                    }
                    return destination.topicId();
                });
    }
}
