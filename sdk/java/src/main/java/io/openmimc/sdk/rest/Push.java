package io.openmimc.sdk.rest;

import org.jspecify.annotations.Nullable;

/**
 * A message that an app server sends in an account's name.
 *
 * @param fromResource appears as the sender's device
 * @param payload any bytes, 15,360 at most unless the app has another limit
 * @param idempotencyKey a second push under the same key within 24 hours is answered as the first and sends nothing; null
 *     for none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Push(
        String fromAccount,
        String fromResource,
        byte[] payload,
        String bizType,
        boolean isStore,
        @Nullable String idempotencyKey) {

    public static Push of(String fromAccount, String fromResource, byte[] payload) {
        return new Push(fromAccount, fromResource, payload, "", true, null);
    }

    public Push withBizType(String bizType) {
        return new Push(fromAccount, fromResource, payload, bizType, isStore, idempotencyKey);
    }

    public Push withStore(boolean isStore) {
        return new Push(fromAccount, fromResource, payload, bizType, isStore, idempotencyKey);
    }

    public Push withIdempotencyKey(String idempotencyKey) {
        return new Push(fromAccount, fromResource, payload, bizType, isStore, idempotencyKey);
    }

    @Override
    public String toString() {
        return "Push[from=" + fromAccount + "/" + fromResource + ", payload=" + payload.length + " bytes]";
    }
}
