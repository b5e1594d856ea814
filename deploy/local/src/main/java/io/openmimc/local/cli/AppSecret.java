package io.openmimc.local.cli;

import io.openmimc.sdk.rest.AppCredentials;
import io.vertx.core.json.JsonObject;

/** An app's credentials as the command prints and keeps them. */
record AppSecret(String appId, String appKey, String appSecret) {
    static AppSecret of(JsonObject json) {
        return new AppSecret(
                String.valueOf(json.getValue("appId")), json.getString("appKey"), json.getString("appSecret"));
    }

    JsonObject toJson() {
        return new JsonObject().put("appId", appId).put("appKey", appKey).put("appSecret", appSecret);
    }

    AppCredentials credentials() {
        return new AppCredentials(Long.parseLong(appId), appKey, appSecret);
    }

    @Override
    public String toString() {
        return "AppSecret[appId=" + appId + "]";
    }
}
