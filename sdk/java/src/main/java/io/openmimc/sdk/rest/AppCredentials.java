package io.openmimc.sdk.rest;

/** What proves an app server to be one. Keep it on servers: whoever has it can be every account of the app. */
public record AppCredentials(long appId, String appKey, String appSecret) {
    @Override
    public String toString() {
        return "AppCredentials[appId=" + appId + "]";
    }
}
