package io.openmimc.topic.topic;

import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.topic.caller.Asker;

/** A topic with the tenant it belongs to: one of another app is not there. */
public record TopicKey(long appId, long topicId) {
    /** @throws ImException BAD_REQUEST if the path has no id */
    static TopicKey of(Asker asker, String topicId) {
        return new TopicKey(asker.appId(), Fields.id("topicId", topicId));
    }

    public ImException notFound() {
        return new ImException(ErrorCode.NOT_FOUND, "no topic " + topicId);
    }
}
