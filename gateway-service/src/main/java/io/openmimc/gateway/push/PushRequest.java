package io.openmimc.gateway.push;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.kit.rest.JsonId;
import io.openmimc.kit.rest.JsonIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a push, before any check. docs/rest-api.md "Push".
 *
 * @param toAccount of a push to one account
 * @param toAccounts of a push to more
 * @param topicId of a push to a topic
 * @param topicIds of a push to several
 * @param msgType {@code base64}, empty or absent
 * @param isStore absent: true
 */
public record PushRequest(
        @JsonId @Nullable Long appId,
        @Nullable String appKey,
        @Nullable String appSecret,
        @Nullable String fromAccount,
        @Nullable String fromResource,
        @Nullable String toAccount,
        @Nullable List<@Nullable String> toAccounts,
        @JsonId @Nullable Long topicId,
        @JsonIds @Nullable List<@Nullable Long> topicIds,
        @Nullable String msg,
        @Nullable String msgType,
        @Nullable String bizType,
        @JsonProperty("isStore") @Nullable Boolean isStore) {

    /** Without the secret and the message. */
    @Override
    public String toString() {
        return "PushRequest[appId=" + appId + "]";
    }
}
