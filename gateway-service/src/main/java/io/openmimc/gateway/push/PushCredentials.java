package io.openmimc.gateway.push;

import io.openmimc.kit.rest.Fields;

/** Who pushes, from the body: judged before everything else in it. */
record PushCredentials(long appId, String appKey, String appSecret) {
    private static final int MAX_CREDENTIAL = 256;

    /** @throws io.openmimc.proto.ImException BAD_REQUEST, naming the field */
    static PushCredentials of(PushRequest body) {
        return new PushCredentials(
                Fields.range("appId", body.appId(), 1, Long.MAX_VALUE),
                Fields.text("appKey", body.appKey(), MAX_CREDENTIAL),
                Fields.text("appSecret", body.appSecret(), MAX_CREDENTIAL));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "PushCredentials[appId=" + appId + "]";
    }
}
