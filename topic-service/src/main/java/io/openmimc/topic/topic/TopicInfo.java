package io.openmimc.topic.topic;

import io.openmimc.kit.rest.JsonId;

/** A topic without its members. */
public record TopicInfo(
        @JsonId long topicId, @JsonId long ownerUuid, String ownerAccount, String topicName, String bulletin) {}
