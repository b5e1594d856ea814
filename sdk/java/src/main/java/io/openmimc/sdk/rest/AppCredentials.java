package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What proves an app server to be one. Keep it on servers: whoever has it can be every account of the app. */
public record AppCredentials(long appId, String appKey, String appSecret) {
    /** The beginning of a body that carries them. */
    ObjectNode body() {
        return Calls.object()
                .put("appId", Long.toString(appId))
                .put("appKey", appKey)
                .put("appSecret", appSecret);
    }

    /** The headers that carry them. */
    Map<String, String> headers() {
        return Map.of("appId", Long.toString(appId), "appKey", appKey, "appSecret", appSecret);
    }

    @Override
    public String toString() {
        return "AppCredentials[appId=" + appId + "]";
    }
}
