package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What is to change in a group; what is null stays.
 *
 * @param name 1 to 256 characters
 * @param bulletin up to 4,096 characters
 * @param owner the account of a member
 */
public record TopicChange(@Nullable String name, @Nullable String bulletin, @Nullable String owner) {
    public static final TopicChange NONE = new TopicChange(null, null, null);

    public TopicChange withName(String name) {
        return new TopicChange(name, bulletin, owner);
    }

    public TopicChange withBulletin(String bulletin) {
        return new TopicChange(name, bulletin, owner);
    }

    public TopicChange withOwner(String owner) {
        return new TopicChange(name, bulletin, owner);
    }

    ObjectNode body() {
        ObjectNode body = Calls.object();
        if (name != null) {
            body.put("topicName", name);
        }
        if (bulletin != null) {
            body.put("bulletin", bulletin);
        }
        if (owner != null) {
            body.put("ownerAccount", owner);
        }
        return body;
    }
}
