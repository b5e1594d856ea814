package io.openmimc.account.token;

import io.openmimc.kit.rest.JsonId;

/**
 * A token with all that a client needs to log in. Every name and type is what the SDKs read: ids are strings,
 * {@code miChid} and {@code regionBucket} numbers.
 *
 * @param miUserId the account's uuid
 * @param miUserSecurityKey Base64 of 16 bytes, of this token only
 * @param token a JWT; safe in an HTTP header
 */
public record TokenView(
        @JsonId long appId,
        String appPackage,
        String appAccount,
        int miChid,
        @JsonId long miUserId,
        String miUserSecurityKey,
        String token,
        String feDomainName,
        String relayDomainName,
        int regionBucket) {

    /** Without the credentials: a view may end up in a log. */
    @Override
    public String toString() {
        return "TokenView[appId=" + appId + ", appAccount=" + appAccount + "]";
    }
}
