package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;

/** What a group is called, what its bulletin says, and whose it is. */
public record TopicInfo(long topicId, long ownerUuid, String ownerAccount, String name, String bulletin) {
    static TopicInfo of(JsonNode json) {
        return new TopicInfo(
                json.path("topicId").asLong(),
                json.path("ownerUuid").asLong(),
                json.path("ownerAccount").asText(),
                json.path("topicName").asText(),
                json.path("bulletin").asText(""));
    }
}
