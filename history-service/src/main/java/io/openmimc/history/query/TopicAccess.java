package io.openmimc.history.query;

import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.topic.TopicKey;
import io.openmimc.kit.topic.TopicService;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who may read the history of a topic, and from when on: its members, as it is at the time of the question. */
@Singleton
class TopicAccess {
    private static final long EVER = 0;

    private final TopicService topics;
    private final AppDirectory apps;

    TopicAccess(TopicService topics, AppDirectory apps) {
        this.topics = topics;
        this.apps = apps;
    }

    /**
     * The time from which on the caller may read, in ms since the Unix epoch.
     *
     * @param account must be the caller's
     * @return fails with {@link ImException}: NOT_FOUND without such a topic in the caller's app, FORBIDDEN for who is no
     *     member, UNAVAILABLE
     */
    CompletionStage<Long> readableFrom(Caller caller, @Nullable String account, long topicId) {
        if (!AccountName.check("account", account).equals(caller.account())) {
            throw new ImException(ErrorCode.FORBIDDEN, "account: not the caller's");
        }
        return topics.membership(new TopicKey(caller.appId(), topicId), caller.uuid())
                .thenCombine(apps.settings(caller.appId()), (membership, app) -> {
                    if (!membership.getMember()) {
                        throw new ImException(ErrorCode.FORBIDDEN, "not a member of topic " + topicId);
                    }
                    return app.getTopicHistoryFromJoining() ? membership.getJoinedAt() : EVER;
                });
    }
}
